// A bare connection to our HTTP server, and a server to connect to.

import { connect, type Socket } from 'node:net'
import { waitUntil } from '../../../base/deadline.ts'
import { type Arrival, type HttpServer, startHttpServer } from '../../../mock-exchange/iis/http-server/server.ts'

export async function serveRaw(handler: (arrival: Arrival) => void): Promise<HttpServer> {
  let connections = 0
  return startHttpServer({ nextConnection: () => ++connections, handler })
}

export interface RawClient {
  readonly socket: Socket
  write(text: string): void
  /** Waits until what was received matches, and gives it. */
  until(pattern: RegExp): Promise<string>
  /** Waits until the server closes, and gives all that was received. */
  closed(): Promise<string>
}

export function rawClient(port: number): RawClient {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  socket.on('error', () => undefined)
  return {
    socket,
    write: (data) => socket.write(data),
    until: (pattern) => waitUntil(() => pattern.test(text) && text, { what: String(pattern) }),
    closed: () => waitUntil(() => socket.closed && text, { what: 'the server to close' }),
  }
}
