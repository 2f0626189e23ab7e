// Raw connections for tests: what goes over the wire is said and seen byte by byte.

import { EventEmitter, once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import * as tls from 'node:tls'
import { within } from '../../base/deadline.ts'
import type { KeyPair } from '../../base/key-pair.ts'

/** One end of a connection. All that came in is kept in `text` (latin1). */
export class Wire {
  readonly socket: Socket
  /** Of a server's connections, counted from 1. */
  readonly number: number
  text = ''
  ended = false
  closed = false
  error: NodeJS.ErrnoException | undefined
  readonly #changed = new EventEmitter().setMaxListeners(0)

  constructor(socket: Socket, number = 0) {
    this.socket = socket
    this.number = number
    socket.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('latin1')
      this.#changed.emit('change')
    })
    socket.on('end', () => {
      this.ended = true
      this.#changed.emit('change')
    })
    socket.on('close', () => {
      this.closed = true
      this.#changed.emit('change')
    })
    socket.on('error', (error) => {
      this.error = error
    })
  }

  send(text: string): this {
    this.socket.write(Buffer.from(text, 'latin1'))
    return this
  }

  /** Waits until the text came in, and takes everything up to its end out of `text`. */
  async take(end: string): Promise<string> {
    await this.until(() => this.text.includes(end), JSON.stringify(end))
    return this.#cut(this.text.indexOf(end) + end.length)
  }

  /** The next head, blank line included. */
  head(): Promise<string> {
    return this.take('\r\n\r\n')
  }

  /** The next message whose body has a Content-Length: head and body. */
  async message(): Promise<{ readonly head: string; readonly body: string }> {
    const head = await this.head()
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
    await this.until(() => this.text.length >= length, `a body of ${length} bytes`)
    return { head, body: this.#cut(length) }
  }

  /** Waits until the other side has ended its half, or broken the connection; gives what came in before. */
  async end(): Promise<string> {
    await this.until(() => this.ended || this.closed, 'the end of the connection')
    return this.text
  }

  /** Waits until something holds of this wire. */
  async until(holds: () => boolean, what: string): Promise<void> {
    while (!holds()) {
      const seen = JSON.stringify(this.text.slice(0, 300))
      if (this.closed) throw new Error(`the connection closed before ${what}; it brought ${seen}`)
      await within(once(this.#changed, 'change'), 5_000, `${what} behind ${seen}`)
    }
  }

  #cut(length: number): string {
    const taken = this.text.slice(0, length)
    this.text = this.text.slice(length)
    return taken
  }
}

export interface WireServer extends AsyncDisposable {
  readonly port: number
  /** Its connections, in order. */
  readonly wires: readonly Wire[]
}

/** A server that plays a script on each of its connections; with a key pair over TLS. */
export async function wireServer(
  play: (wire: Wire) => unknown,
  { pair, host = '127.0.0.1' }: { readonly pair?: KeyPair; readonly host?: string } = {},
): Promise<WireServer> {
  const wires: Wire[] = []
  const raw = new Set<Socket>()
  const begin = (socket: Socket): void => {
    const wire = new Wire(socket, wires.length + 1)
    wires.push(wire)
    // A script that breaks off shows in what the test waits for.
    Promise.resolve(play(wire)).catch(() => socket.destroy())
  }
  const server =
    pair === undefined
      ? createServer({ allowHalfOpen: true, noDelay: true }, begin)
      : tls.createServer({ cert: pair.certificate, key: pair.privateKey }, begin)
  server.on('connection', (socket: Socket) => {
    raw.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => raw.delete(socket))
  })
  server.listen(0, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    wires,
    async [Symbol.asyncDispose]() {
      const closed = once(server.close(), 'close')
      for (const socket of raw) socket.destroy()
      await closed
    },
  }
}

/** A server that answers each request with what `answer` gives, `200` and its text; keep-alive. */
export function textServer(answer: (head: string, wire: Wire) => string): Promise<WireServer> {
  return wireServer(async (wire) => {
    for (;;) {
      const { head } = await wire.message()
      const text = answer(head, wire)
      wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`)
    }
  })
}

/** A plain client connection. */
export async function wireTo(port: number): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  await once(socket, 'connect')
  return new Wire(socket)
}

/** A TLS client connection, once the handshake is over. */
export async function secureWireTo(port: number, options: tls.ConnectionOptions): Promise<Wire> {
  const socket = tls.connect({ port, host: '127.0.0.1', ...options })
  await once(socket, 'secureConnect')
  return new Wire(socket)
}
