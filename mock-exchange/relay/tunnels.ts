// Many connections in one. A phone in Ping holds a connection between front end and Back End for up to an hour; as TLS
// connections of their own, thousands of them would cost 100 kB and two open files each.
//
//   HTTP/1.1 ─▶ CONNECT stream ─┐                               ┌─▶ HTTP server of the Back End site
//   HTTP/1.1 ─▶ CONNECT stream ─┴─ HTTP/2 over one TLS socket ──┴─▶   sees a connection each
//
// Exchange opens connections of their own here; nobody but the two sites sees the difference: on 444, everyone who does
// not ask for this protocol by name (ALPN, RFC 7301) is served HTTP/1.1 as ever. RFC 9113 section 8.5: CONNECT.

import { once } from 'node:events'
import { connect, constants, type Http2Stream, performServerHandshake } from 'node:http2'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'

/** The name to ask for in ALPN. Plain `h2` it is not: requests of their own are not served on it. */
export const tunnelProtocol = 'bridgehead-tunnels'

/** Both sides are this program: what guards Node against strangers would only cut off a busy front end. */
const trusting = {
  /** Megabytes; all tunnels of a pair of servers together. */
  maxSessionMemory: 4_096,
  /** All phones may leave at once. */
  streamResetBurst: 1_000_000,
  streamResetRate: 1_000_000,
  settings: { enablePush: false, initialWindowSize: 262_144 },
}

/** Serves the tunnels of a TLS connection that asked for them; each is handed on like a connection of its own. */
export function serveTunnels(carrier: TLSSocket, serve: (tunnel: Socket) => void): void {
  const session = performServerHandshake(carrier, trusting)
  session.on('error', () => carrier.destroy())
  session.on('stream', (stream, headers) => {
    if (headers[constants.HTTP2_HEADER_METHOD] !== 'CONNECT') return stream.close(constants.NGHTTP2_REFUSED_STREAM)
    stream.respond({ ':status': 200 })
    serve(asSocket(new Tunnel(stream)))
  })
}

/**
 * Makes a TLS connection that speaks `tunnelProtocol` into one that carries tunnels to `authority`.
 * @param over called once no more can be opened
 * @returns what opens one; broken with code ECONNRESET when the connection that carries it breaks first
 */
export function createTunnels(carrier: TLSSocket, authority: string, over: () => void): () => Promise<Socket> {
  const session = connect(`https://${authority}`, { ...trusting, createConnection: () => carrier })
  // Whoever uses a tunnel hears of it there.
  session.on('error', () => undefined)
  session.once('goaway', over)
  session.once('close', over)
  return async () => {
    try {
      const stream = session.request({ ':method': 'CONNECT', ':authority': authority })
      await once(stream, 'response')
      return asSocket(new Tunnel(stream))
    } catch (cause) {
      throw reset(cause)
    }
  }
}

/**
 * What Node's HTTP client and our server ask of a TCP socket, on a stream of HTTP/2. Bytes only are handed to it: Node
 * frees strings that are written in one go with others before it has sent them (seen in 26.10).
 */
class Tunnel extends Duplex {
  readonly #stream: Http2Stream
  timeout: number | undefined

  constructor(stream: Http2Stream) {
    super({ allowHalfOpen: false })
    this.#stream = stream
    stream.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) stream.pause()
    })
    stream.once('end', () => this.push(null))
    stream.on('timeout', () => this.emit('timeout'))
    stream.once('error', (cause) => this.destroy(reset(cause)))
    stream.once('close', () => this.destroy())
  }

  setTimeout(milliseconds: number): this {
    this.timeout = milliseconds
    this.#stream.setTimeout(milliseconds)
    return this
  }

  setKeepAlive(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  destroySoon(): void {
    this.end(() => this.destroy())
  }

  override _read(): void {
    this.#stream.resume()
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#stream.write(bytes, done)
  }

  override _writev(pieces: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#stream.write(Buffer.concat(pieces.map(({ chunk }) => chunk)), done)
  }

  override _final(done: () => void): void {
    this.#stream.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stream.destroy()
    done(error)
  }
}

/** It has all that those who are given it ask for; the rest of a Socket, nobody does. */
function asSocket(tunnel: Tunnel): Socket {
  return tunnel as unknown as Socket
}

function reset(cause: unknown): Error {
  return Object.assign(new Error('the connection between the sites broke', { cause }), { code: 'ECONNRESET' })
}
