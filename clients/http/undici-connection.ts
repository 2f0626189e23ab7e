import { Readable } from 'node:stream'
import { Client, type Dispatcher } from 'undici'
import type { Connection, Opener, WireRequest, WireResponse } from './connection.ts'

/** NTLM is bound to its connection, so that an idle one is kept as long as IIS keeps it: two minutes. */
const keepAliveMilliseconds = 120_000

/** A connection that undici speaks over. */
export class UndiciConnection implements Connection {
  readonly #client: Client
  #number = 0
  #certificate: Buffer | undefined
  #current: WireRequest | undefined

  constructor(opener: Opener) {
    this.#client = new Client(opener.origin, {
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: keepAliveMilliseconds,
      keepAliveMaxTimeout: keepAliveMilliseconds,
      // Exchange's answers carry long cookies; http.sys itself allows 64 KB.
      maxHeaderSize: 65_536,
      connect: (_, done) => {
        if (this.#current === undefined) return
        this.#number = opener.next()
        opener.open(this.#current).then(
          ({ socket, certificate }) => {
            this.#certificate = certificate
            done(null, socket)
          },
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
        )
      },
    })
  }

  get number(): number {
    return this.#number
  }

  get peerCertificate(): Buffer | undefined {
    return this.#certificate
  }

  exchange(request: WireRequest): Promise<WireResponse> {
    request.signal.throwIfAborted()
    this.#current = request
    return new Promise((resolve, reject) => {
      this.#client.dispatch(
        {
          path: request.target,
          method: request.method,
          headers: request.headers.flat(),
          body: request.body ?? null,
          headersTimeout: request.answerWithin,
          bodyTimeout: request.idle,
          // undici would give up the connection after a method that it does not know; NTLM needs it kept.
          reset: false,
        },
        new ExchangeHandler(request, resolve, reject),
      )
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.destroy()
  }
}

/** Turns undici's callbacks into a head and a body that streams with back-pressure. */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #request: WireRequest
  readonly #resolve: (response: WireResponse) => void
  readonly #reject: (error: unknown) => void
  readonly #abort: () => void
  #controller: Dispatcher.DispatchController | undefined
  #body: Readable | undefined
  readonly #interim: number[] = []

  constructor(request: WireRequest, resolve: (response: WireResponse) => void, reject: (error: unknown) => void) {
    this.#request = request
    this.#resolve = resolve
    this.#reject = reject
    this.#abort = () => this.#controller?.abort(asError(request.signal.reason))
    request.signal.addEventListener('abort', this.#abort, { once: true })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#request.signal.aborted) this.#abort()
  }

  onRequestSent(): void {
    this.#request.onSent()
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, reason = ''): void {
    // An interim answer (100, 103) is not the answer.
    if (status < 200) {
      this.#interim.push(status)
      return
    }
    this.#body = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        // Whoever drops the body drops the connection with it; bytes still to come would hold up the next exchange.
        if (this.#body !== undefined && !this.#body.readableEnded) controller.abort(error ?? new Error('not wanted'))
        this.#over()
        done(error)
      },
    })
    this.#resolve({
      status,
      reason,
      headers: rawPairs(controller.rawHeaders),
      body: this.#body,
      interim: this.#interim,
    })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body?.push(chunk) === false) controller.pause()
  }

  onResponseEnd(): void {
    this.#over()
    this.#body?.push(null)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#over()
    if (this.#body === undefined) this.#reject(error)
    else this.#body.destroy(error)
  }

  #over(): void {
    this.#request.signal.removeEventListener('abort', this.#abort)
  }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))

function rawPairs(raw: Dispatcher.DispatchController['rawHeaders']): [string, string][] {
  if (!Array.isArray(raw)) return []
  const texts = raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')))
  return texts.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, texts[index + 1] ?? '']] : []))
}
