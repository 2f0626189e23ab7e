import { ServerResponse } from 'node:http'
import { inOrder } from './header-order.ts'
import type { Request } from './request.ts'

/**
 * Node's own response object on a socket that no Node HTTP server watches. What that server would do for it, being told
 * of drained sockets, stands here; and it counts the bytes of the body.
 */
export class Response extends ServerResponse<Request> {
  /** Bytes of the body, before any transfer coding. */
  bodyBytes = 0
  #needsDrain = false
  /** What takes the client's bytes since the protocol was switched; its promise holds further ones back. */
  tunnel: ((bytes: Buffer) => Promise<void>) | undefined
  /** Node has it on every outgoing message; its type declarations, on ClientRequest only. */
  declare readonly getRawHeaderNames: () => string[]

  static {
    // Node's answer would depend on a flag that only its own server resets. Defined once: a property of its own would cost
    // each response that is held open three kilobytes.
    Object.defineProperty(Response.prototype, 'writableNeedDrain', {
      get(this: Response) {
        return this.#needsDrain && !this.destroyed && !this.writableEnded
      },
    })
  }

  constructor(request: Request) {
    super(request)
    // IIS does not say keep-alive in HTTP/1.1, where it goes without saying.
    if (this.shouldKeepAlive) this.removeHeader('Connection')
  }

  /** Puts the headers in the order of HTTP.sys before they are written. */
  override writeHead(...given: unknown[]): this {
    const headers = given.at(-1)
    if (typeof headers === 'object' && headers !== null && !Array.isArray(headers)) {
      for (const [name, value] of Object.entries(headers)) if (value !== undefined) this.setHeader(name, value)
      given.pop()
    }
    if (!this.headersSent) this.#arrange()
    return Reflect.apply(super.writeHead, this, given)
  }

  #arrange(): void {
    this.setHeader('Date', new Date().toUTCString())
    const headers = this.getRawHeaderNames().map((name) => [name, this.getHeader(name) ?? ''] as const)
    for (const [name] of headers) this.removeHeader(name)
    for (const [name, value] of inOrder(headers)) this.setHeader(name, value)
  }

  override write(...given: [chunk: unknown, ...rest: unknown[]]): boolean {
    this.#count(given)
    const flowing: boolean = Reflect.apply(super.write, this, given)
    if (!flowing) this.#needsDrain = true
    return flowing
  }

  override end(...given: unknown[]): this {
    this.#count(given)
    return Reflect.apply(super.end, this, given)
  }

  /** Answers 101: from here on both sides speak another protocol, until the socket is ended. */
  switchProtocol(headers: Readonly<Record<string, string>>, take: (bytes: Buffer) => Promise<void>): void {
    this.writeHead(101, 'Switching Protocols', headers)
    this.flushHeaders()
    this.tunnel = take
  }

  /** Sends bytes of the other protocol; false when no more should be sent until 'drain'. */
  writeTunnel(bytes: Uint8Array): boolean {
    this.bodyBytes += bytes.length
    const flowing = this.socket?.write(bytes) ?? true
    if (!flowing) this.#needsDrain = true
    return flowing
  }

  /** The socket has room again. */
  drained(): void {
    if (!this.#needsDrain) return
    this.#needsDrain = false
    this.emit('drain')
  }

  #count([chunk, encoding]: readonly unknown[]): void {
    if (this.req.method === 'HEAD') return
    if (typeof chunk === 'string') {
      const known = typeof encoding === 'string' && Buffer.isEncoding(encoding)
      this.bodyBytes += Buffer.byteLength(chunk, known ? encoding : 'utf8')
    } else if (chunk instanceof Uint8Array) this.bodyBytes += chunk.byteLength
  }
}
