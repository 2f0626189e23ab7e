import type { Worker } from 'node:cluster'
import { BridgeheadError } from '../../../base/errors.ts'
import type { Console } from '../../console.ts'
import { type Call, type CallAnswer, type CallName, isAnswer, type WorkerCalls } from './calls.ts'
import { forwardLines } from './forward-lines.ts'

/** How a worker ended, as in "worker 2 ended with status 1". */
export type Ending = `with status ${number}` | `by ${string}`

/** A worker cannot be asked, or gave no answer, because it has ended. */
export class WorkerGoneError extends Error {}

/** Milliseconds in which a worker has to answer; to drain takes as long as it takes. */
export interface Patience {
  readonly start: number
  readonly others: number
}

// A start reads no files, but on a busy machine the process takes its time to load.
const usualPatience: Patience = { start: 60_000, others: 10_000 }

/** A worker process, seen from the primary. */
export class WorkerProcess {
  /** From 1; one that takes the place of another gets its number. */
  readonly number: number
  /** Kept when the process has ended. */
  readonly ended: Promise<Ending>
  readonly #worker: Worker
  readonly #output: Pick<Console, 'out' | 'err'>
  readonly #patience: Patience
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #calls = 0

  /** @param output where what it writes goes, and what is to be said of it */
  constructor(number: number, worker: Worker, output: Pick<Console, 'out' | 'err'>, patience = usualPatience) {
    const { promise, resolve } = Promise.withResolvers<Ending>()
    this.number = number
    this.ended = promise
    this.#worker = worker
    this.#output = output
    this.#patience = patience
    const { stdout, stderr } = worker.process
    if (stdout !== null) void forwardLines(stdout, output.out)
    if (stderr !== null) void forwardLines(stderr, output.err)
    worker.on('message', (message: unknown) => {
      if (!isAnswer(message)) return
      const { got, error } = message
      const waiting = this.#waiting.get(message.number)
      this.#waiting.delete(message.number)
      if (error === undefined) waiting?.resolve(got)
      else waiting?.reject(errorFrom(error))
    })
    worker.on('exit', (status: number, signal: string | null) => {
      const ending: Ending = signal ? `by ${signal}` : `with status ${status}`
      for (const { reject } of this.#waiting.values()) reject(new WorkerGoneError(`worker ${number} ended ${ending}`))
      this.#waiting.clear()
      resolve(ending)
    })
    // A worker that is gone can be told nothing more; `ended` says so.
    worker.on('error', () => {})
  }

  /**
   * Asks the worker; the answer, or its error. One that does not answer in time hangs, and would let everybody wait: it is
   * ended.
   * @throws BridgeheadError as thrown there; WorkerGoneError when it ends meanwhile
   */
  call<Name extends CallName>(name: Name, sent: WorkerCalls[Name]['sent']): Promise<WorkerCalls[Name]['got']> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const number = ++this.#calls
    if (!this.#worker.isConnected()) return Promise.reject(new WorkerGoneError(`worker ${this.number} has ended`))
    this.#waiting.set(number, { promise, resolve, reject })
    this.#worker.send({ number, name, sent } as Call)
    const late = this.#endWhenLate(name)
    // Only the worker's own code answers, with what WorkerCalls says of that name.
    return promise.finally(() => clearTimeout(late)) as Promise<WorkerCalls[Name]['got']>
  }

  /** Ends it at once. */
  kill(): void {
    this.#worker.process.kill('SIGKILL')
  }

  #endWhenLate(name: CallName): NodeJS.Timeout | undefined {
    if (name === 'close') return undefined
    const limit = name === 'start' ? this.#patience.start : this.#patience.others
    return setTimeout(() => {
      this.#output.err.write(
        `bridgehead: Worker ${this.number} has not answered for ${limit} ms (${name}); it is ended.\n`,
      )
      this.kill()
    }, limit)
  }
}

function errorFrom({ code, exitCode, message }: NonNullable<CallAnswer['error']>): Error {
  return code === undefined ? new Error(message) : new BridgeheadError(code, message, exitCode, undefined)
}
