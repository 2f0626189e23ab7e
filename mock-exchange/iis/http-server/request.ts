import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { RequestHead } from '../../../http1/index.ts'
import { foldHeaders } from './fold-headers.ts'

/**
 * Node's own request object, fed from our parser instead of Node's: so that fastify and http-proxy take it, whatever its
 * method is.
 */
export class Request extends IncomingMessage {
  readonly #onDemand: () => void
  #wanted = false
  /** Bytes of the body handed to the reader, after any transfer coding is taken off. */
  bodyBytes = 0

  constructor(socket: Socket, head: RequestHead, onDemand: () => void) {
    super(socket)
    this.#onDemand = onDemand
    this.httpVersionMajor = 1
    this.httpVersionMinor = head.minorVersion
    this.httpVersion = `1.${head.minorVersion}`
    this.method = head.method
    this.url = originForm(head.target)
    this.rawHeaders = head.headers.flat()
    this.headers = foldHeaders(head.headers)
  }

  /** Whether the reader has room for more of the body. */
  get wanted(): boolean {
    return this.#wanted
  }

  override _read(): void {
    this.#wanted = true
    this.#onDemand()
  }

  /** Hands a piece of the body to the reader. */
  feed(data: Buffer): void {
    this.bodyBytes += data.length
    this.#wanted = this.push(data)
  }

  /** The body is whole. */
  finish(): void {
    this.complete = true
    this.push(null)
  }
}

/** IIS takes the absolute form as well (RFC 9112 section 3.2.2) and goes by its path; the Host header stands as it is. */
function originForm(target: string): string {
  const rest = /^https?:\/\/[^/?]*(.*)$/i.exec(target)?.[1]
  if (rest === undefined) return target
  return rest.startsWith('/') ? rest : `/${rest}`
}
