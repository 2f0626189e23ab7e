// A TLS server of mail.contoso.com that answers with bytes, for what no HTTP library would send.

import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { KeyPair } from '../../base/key-pair.ts'
import { createWorld, type World } from './world.ts'

export interface RawWorld extends World {
  /** Kept once a request has begun to arrive. */
  readonly asked: Promise<void>
}

/** `answer` is given the socket and the first bytes of a request when they have come; `shown` makes another certificate. */
export async function createRawWorld(
  answer: (socket: Socket, request: string) => void,
  shown = (world: World): Promise<KeyPair> => world.certificate('mail.contoso.com'),
): Promise<RawWorld> {
  await using starting = new AsyncDisposableStack()
  const world = starting.use(await createWorld())
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await shown(world)
  const asked = Promise.withResolvers<void>()
  const sockets = new Set<Socket>()
  const server = createServer({ cert: certificate, key: privateKey }, (socket) => {
    socket.on('error', () => {})
    socket.once('data', (chunk) => {
      asked.resolve()
      answer(socket, chunk.toString('latin1'))
    })
  })
  server.on('connection', (socket: Socket) => void sockets.add(socket))
  server.on('tlsClientError', () => {})
  await world.serve('203.0.113.10:443', server)
  const running = starting.move()
  running.defer(() => sockets.forEach((socket) => void socket.destroy()))
  return { ...world, asked: asked.promise, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
