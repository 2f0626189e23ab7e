// A connection that asks before it sends a body (`Expect: 100-continue`, RFC 9110 section 10.1.1), which undici does not.
//
//   head with Expect ──▶     ◀── 100 Continue      body ──▶     ◀── answer
//                            ◀── answer (417, 401 …): the body is never sent, and the connection ends

import { Readable } from 'node:stream'
import { CauseError } from '../../base/failure-cause.ts'
import {
  type BodyReader,
  createBodyReader,
  encodeRequestHead,
  findHeadEnd,
  HttpSyntaxError,
  hasToken,
  parseResponseHead,
  type ResponseHead,
  responseFraming,
} from '../../http1/index.ts'
import type { Connection, Opener, OpenSocket, WireRequest, WireResponse } from './connection.ts'

/** Milliseconds after which the body is sent although nobody asked for it, as curl does. */
const patience = 1_000

/** A connection whose requests with a body ask first. */
export class ContinueConnection implements Connection {
  readonly #opener: Opener
  #open: OpenSocket | undefined
  #number = 0

  constructor(opener: Opener) {
    this.#opener = opener
  }

  get number(): number {
    return this.#number
  }

  get peerCertificate(): Buffer | undefined {
    return this.#open?.certificate
  }

  async exchange(request: WireRequest): Promise<WireResponse> {
    const open = await this.#socket(request)
    const body = request.body instanceof Readable ? Buffer.concat(await request.body.toArray()) : request.body
    return new Promise((resolve, reject) => {
      new Exchange(open.socket, request, body ?? Buffer.alloc(0), this.#opener.origin, resolve, reject)
    })
  }

  async #socket(request: WireRequest): Promise<OpenSocket> {
    if (this.#open !== undefined && !this.#open.socket.destroyed) return this.#open
    this.#number = this.#opener.next()
    this.#open = await this.#opener.open(request)
    return this.#open
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#open?.socket.destroy()
  }
}

class Exchange {
  readonly #socket: OpenSocket['socket']
  readonly #request: WireRequest
  readonly #content: Buffer
  readonly #resolve: (response: WireResponse) => void
  readonly #reject: (error: unknown) => void
  readonly #interim: number[] = []
  #timer: NodeJS.Timeout
  #waiting: NodeJS.Timeout | undefined
  #sent = false
  #held: Buffer = Buffer.alloc(0)
  #head: ResponseHead | undefined
  #reader: BodyReader | undefined
  #body: Readable | undefined

  constructor(
    socket: OpenSocket['socket'],
    request: WireRequest,
    content: Buffer,
    origin: URL,
    resolve: (response: WireResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.#socket = socket
    this.#request = request
    this.#content = content
    this.#resolve = resolve
    this.#reject = reject
    this.#timer = setTimeout(() => this.#fail(new CauseError('response-timeout', late(origin))), request.answerWithin)
    socket.on('data', this.#onData).on('error', this.#fail).on('close', this.#onClose)
    request.signal.addEventListener('abort', this.#onAbort, { once: true })
    socket.write(this.#headBytes(origin))
    if (content.length === 0) this.#send()
    else this.#waiting = setTimeout(() => this.#send(), patience)
  }

  #headBytes(origin: URL): Buffer {
    const { method, target, headers } = this.#request
    const given = headers.some(([name]) => name.toLowerCase() === 'host')
    return encodeRequestHead({
      method,
      target,
      headers: [
        ...(given ? [] : [['Host', origin.host] as const]),
        ['Connection', 'keep-alive'],
        ...headers,
        ['Content-Length', String(this.#content.length)],
        ...(this.#content.length > 0 ? [['Expect', '100-continue'] as const] : []),
      ],
    })
  }

  #send(): void {
    clearTimeout(this.#waiting)
    if (this.#sent) return
    this.#sent = true
    this.#socket.write(this.#content)
    this.#request.onSent()
  }

  readonly #onData = (chunk: Buffer): void => {
    try {
      if (this.#reader === undefined) this.#readHead(chunk)
      else this.#readBody(chunk)
    } catch (error) {
      this.#fail(
        error instanceof HttpSyntaxError
          ? new CauseError('bad-response', `The answer breaks the rules of HTTP: ${error.reason}.`, error)
          : error,
      )
    }
  }

  #readHead(chunk: Buffer): void {
    this.#held = Buffer.concat([this.#held, chunk])
    for (let end = findHeadEnd(this.#held); end !== -1; end = findHeadEnd(this.#held)) {
      const head = parseResponseHead(this.#held.subarray(0, end))
      this.#held = this.#held.subarray(end)
      if (head.status >= 200) {
        this.#answer(head)
        return
      }
      this.#interim.push(head.status)
      if (head.status === 100) this.#send()
    }
  }

  #answer(head: ResponseHead): void {
    clearTimeout(this.#waiting)
    clearTimeout(this.#timer)
    this.#head = head
    this.#reader = createBodyReader(responseFraming(head, this.#request.method))
    this.#body = new Readable({
      read: () => void this.#socket.resume(),
      destroy: (error, done) => {
        if (this.#reader?.done !== true) this.#socket.destroy()
        this.#over()
        done(error)
      },
    })
    const { status, reason, headers } = head
    this.#resolve({ status, reason, headers, body: this.#body, interim: this.#interim })
    if (this.#reader.done) this.#end()
    else this.#readBody(this.#held)
  }

  #readBody(chunk: Buffer): void {
    clearTimeout(this.#timer)
    const progress = this.#reader?.push(chunk)
    for (const data of progress?.data ?? []) if (this.#body?.push(data) === false) this.#socket.pause()
    if (progress?.done) this.#end()
    else
      this.#timer = setTimeout(
        () => this.#fail(new CauseError('idle-timeout', 'The answer stood still.')),
        this.#request.idle,
      )
  }

  #end(): void {
    this.#over()
    this.#body?.push(null)
    // A body that was announced and not sent would be taken for the next request.
    const keep = this.#sent && this.#head?.minorVersion === 1 && !hasToken(this.#head.headers, 'connection', 'close')
    if (!keep) this.#socket.destroy()
    this.#socket.resume()
  }

  readonly #onClose = (): void => {
    if (this.#reader?.finish() === 'whole') this.#end()
    else
      this.#fail(
        new CauseError(this.#reader ? 'truncated' : 'reset', 'The connection was closed before the answer was whole.'),
      )
  }

  readonly #onAbort = (): void => this.#fail(this.#request.signal.reason)

  readonly #fail = (error: unknown): void => {
    this.#over()
    this.#socket.on('error', () => {}).destroy()
    if (this.#body === undefined) this.#reject(error)
    else this.#body.destroy(error instanceof Error ? error : new Error(String(error)))
  }

  #over(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#waiting)
    this.#socket.off('data', this.#onData).off('error', this.#fail).off('close', this.#onClose)
    this.#request.signal.removeEventListener('abort', this.#onAbort)
  }
}

const late = (origin: URL): string => `${origin.origin}: the answer did not begin in time.`
