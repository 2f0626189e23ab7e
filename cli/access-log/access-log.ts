import { setImmediate as nextTurn } from 'node:timers/promises'
import { failure } from '../../base/errors.ts'
import { fileReason } from '../../base/file-reason.ts'
import { messageOf } from '../../base/message-of.ts'
import type { HopRecord } from '../../base/trace.ts'
import type { LogFormat } from './format.ts'
import type { Sink } from './sink.ts'

/** Until a disk that could not be written is tried again. */
const pauseMilliseconds = 1_000

/** How much may wait for a disk that is slow or full before lines are lost: the edge must not run out of memory for its log. */
const usualLimit = 16 * 1024 * 1024
const lineEnd = 0x0a

/** Writes lines in the order of their records, all that came in the meantime at once. What cannot be written waits. */
export class AccessLog implements AsyncDisposable {
  readonly #sink: Sink
  readonly #format: LogFormat
  readonly #say: (sentence: string) => void
  readonly #limit: number
  /** Lines of which no byte was written yet, and their length. */
  #lines: string[] = []
  #size = 0
  /** What is left of a batch that could not be written to its end. */
  #rest: Buffer = Buffer.alloc(0)
  /** Whether `#rest` begins within a line. */
  #torn = false
  #headDue = true
  #reopenDue = false
  #failing = false
  #lost = 0
  #closing = false
  #wake: (() => void) | undefined
  #work: Promise<void> | undefined

  constructor(sink: Sink, format: LogFormat, say: (sentence: string) => void, limit = usualLimit) {
    this.#sink = sink
    this.#format = format
    this.#say = say
    this.#limit = limit
  }

  /** Takes the record of an exchange; never throws, never waits. */
  readonly record = (hop: HopRecord): void => {
    if (this.#size + this.#rest.length >= this.#limit) {
      this.#lose()
      return
    }
    const line = `${this.#format.line(hop)}\n`
    this.#lines.push(line)
    this.#size += line.length
    this.#work ??= this.#run()
  }

  /** Writes what waits, then opens the file anew: after `mv` or logrotate, a new one begins. */
  reopen(): void {
    this.#reopenDue = true
    this.#wake?.()
    this.#work ??= this.#run()
  }

  /** Writes what waits, and closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true
    this.#wake?.()
    this.#work ??= this.#run()
    await this.#work
    const lost = this.#lost + linesIn(this.#rest)
    if (lost > 0) this.#say(`${lost} lines of the access log ${this.#sink.name} are lost.`)
    await this.#sink.close().catch(() => {})
  }

  async #run(): Promise<void> {
    // What else is recorded in this turn goes into the same batch.
    await nextTurn()
    for (;;) {
      const written = (this.#lines.length === 0 && this.#rest.length === 0) || (await this.#writeBatch())
      if (this.#reopenDue) await this.#reopen()
      else if (!written && !this.#closing) await this.#pause()
      else if (!written || this.#lines.length === 0) break
    }
    this.#work = undefined
  }

  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, pauseMilliseconds)
    this.#wake = resolve
    await promise
    clearTimeout(timer)
    this.#wake = undefined
  }

  /** Whether all that waited when it began was written. */
  async #writeBatch(): Promise<boolean> {
    const head = this.#headDue ? this.#format.head(new Date()) : ''
    const bytes = Buffer.concat([Buffer.from(head), this.#rest, Buffer.from(this.#lines.join(''))])
    this.#headDue = false
    this.#lines = []
    this.#size = 0
    let done = 0
    try {
      while (done < bytes.length) done += await this.#sink.write(bytes.subarray(done))
    } catch (error) {
      if (done > 0) this.#torn = bytes[done - 1] !== lineEnd
      this.#rest = bytes.subarray(done)
      this.#failed(error)
      return false
    }
    this.#rest = Buffer.alloc(0)
    this.#torn = false
    this.#worked()
    return true
  }

  async #reopen(): Promise<void> {
    this.#reopenDue = false
    try {
      if (!(await this.#sink.reopen())) return
    } catch (error) {
      this.#say(`${messageOf(error)} The access log goes on in the file that it had. [BH_ERR_WRITE]`)
      return
    }
    this.#headDue = true
    if (!this.#torn) return
    // The beginning of this line stands in the old file.
    this.#rest = this.#rest.subarray(this.#rest.indexOf(lineEnd) + 1)
    this.#torn = false
    this.#lost++
  }

  #lose(): void {
    if (this.#lost === 0)
      this.#say(`The access log ${this.#sink.name} cannot wait any more: lines are lost from here on.`)
    this.#lost++
  }

  #failed(error: unknown): void {
    if (this.#failing) return
    this.#failing = true
    const { message, code } = failure('BH_ERR_WRITE', { file: this.#sink.name, reason: fileReason(error, 'write') })
    this.#say(`${message} The edge goes on; the lines of its access log wait in memory. [${code}]`)
  }

  #worked(): void {
    if (!this.#failing) return
    this.#failing = false
    const lost = this.#lost > 0 ? `; ${this.#lost} lines are lost` : ''
    this.#lost = 0
    this.#say(`The access log ${this.#sink.name} is written again${lost}.`)
  }
}

/** Lines of requests, not those of a file's head. */
function linesIn(bytes: Buffer): number {
  return bytes.toString().match(/^[^#\n]/gm)?.length ?? 0
}
