// A connection of SMTP (RFC 5321): one command, one reply. Small and our own, because the analyzer looks at every reply
// by itself, stops half-way, and takes its sockets from the vantage.

import type { Socket } from 'node:net'
import { CauseError, failureCause } from '../../base/failure-cause.ts'
import { messageOf } from '../../base/message-of.ts'
import { type SmtpReply, takeReply } from './reply.ts'

/** Milliseconds for a reply; the RFC allows five minutes, which nobody wants to watch. */
const patience = 30_000
/** Bytes of a reply: more than any extension list needs. */
const longest = 65_536

/** Sends commands and reads replies; disposing of it ends the socket. */
export class SmtpConnection implements Disposable {
  #socket: Socket
  readonly #where: string
  readonly #signal: AbortSignal
  #held = ''
  #waiting: { resolve(reply: SmtpReply): void; reject(error: unknown): void } | undefined
  #over: unknown

  /** @param where `203.0.113.10:25`, for sentences */
  constructor(socket: Socket, where: string, signal: AbortSignal) {
    this.#socket = socket
    this.#where = where
    this.#signal = signal
    this.#listen()
  }

  /** The server's next reply: the greeting, or the one to a command. @throws CauseError with a sentence */
  reply(): Promise<SmtpReply> {
    this.#signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#end(new CauseError('response-timeout', `${this.#where} did not answer within ${patience} ms.`))
      }, patience)
      const abort = (): void => this.#end(this.#signal.reason)
      const done = (): void => {
        clearTimeout(late)
        this.#signal.removeEventListener('abort', abort)
        this.#waiting = undefined
      }
      this.#signal.addEventListener('abort', abort, { once: true })
      this.#waiting = {
        resolve(reply) {
          done()
          resolve(reply)
        },
        reject(error) {
          done()
          reject(error)
        },
      }
      this.#look()
    })
  }

  /** Sends a line and reads the reply. @throws CauseError; RangeError for a text of more than one line */
  command(line: string): Promise<SmtpReply> {
    if (/[\r\n]/.test(line)) throw new RangeError('A command of SMTP is one line.')
    if (this.#over === undefined) this.#socket.write(`${line}\r\n`)
    return this.reply()
  }

  /** Sends a message after 354, with dots doubled at the beginning of lines (RFC 5321 section 4.5.2). */
  message(mime: Buffer): Promise<SmtpReply> {
    const text = mime.toString('latin1').replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..')
    if (this.#over === undefined) this.#socket.write(`${text.endsWith('\r\n') ? text : `${text}\r\n`}.\r\n`, 'latin1')
    return this.reply()
  }

  /**
   * Hands the socket over for TLS, after 220 to STARTTLS.
   * @throws CauseError when the server has sent more than that, which would be taken for a reply within TLS
   */
  release(): Socket {
    if (this.#held !== '') throw this.#malformed('something follows the reply to STARTTLS')
    this.#socket.off('data', this.#onData).off('error', this.#onError).off('close', this.#onClose)
    return this.#socket
  }

  /** Goes on over TLS. */
  resume(socket: Socket): void {
    this.#socket = socket
    this.#listen()
  }

  [Symbol.dispose](): void {
    this.#socket.on('error', () => {}).destroy()
  }

  #listen(): void {
    this.#socket.on('data', this.#onData).on('error', this.#onError).on('close', this.#onClose)
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#held += chunk.toString('latin1')
    if (this.#held.length > longest) this.#end(this.#malformed('it is too long'))
    else this.#look()
  }

  readonly #onError = (error: Error): void => {
    this.#end(
      new CauseError(failureCause(error), `The connection to ${this.#where} broke: ${messageOf(error)}.`, error),
    )
  }

  readonly #onClose = (): void => {
    this.#end(new CauseError('reset', `${this.#where} closed the connection.`))
  }

  #look(): void {
    const waiting = this.#waiting
    if (waiting === undefined) return
    const taken = takeReply(this.#held)
    if (taken !== undefined && 'reply' in taken) {
      this.#held = taken.rest
      waiting.resolve(taken.reply)
    } else if (taken !== undefined) this.#end(this.#malformed(taken.malformed))
    else if (this.#over !== undefined) waiting.reject(this.#over)
  }

  #malformed(what: string): CauseError {
    return new CauseError('bad-response', `The reply of ${this.#where} is none of SMTP: ${what}.`)
  }

  #end(error: unknown): void {
    this.#over ??= error
    this[Symbol.dispose]()
    this.#waiting?.reject(this.#over)
  }
}
