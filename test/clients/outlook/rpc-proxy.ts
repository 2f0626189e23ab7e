// A server that is an RPC proxy written out by hand: a function serves each of the two channels.

import { createServer, type Socket } from 'node:net'
import type { Test } from 'tap'
import type { ActionResult } from '../../../clients/types.ts'
import { runAction } from '../run.ts'
import { createWorld, type World } from '../world.ts'

/** A request for a channel. */
export interface Channel {
  readonly socket: Socket
  readonly head: string
  /** The bytes after the head, as many. */
  read(count: number): Promise<Buffer>
}

/** mail.contoso.com over plain HTTP, until the end of the test. */
export async function proxyWorld(t: Test, serve: (channel: Channel) => Promise<void>): Promise<World> {
  const world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let got: Buffer = Buffer.alloc(0)
    let more = Promise.withResolvers<void>()
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk])
      more.resolve()
      more = Promise.withResolvers()
    })
    const read = async (count: number): Promise<Buffer> => {
      while (got.length < count) await more.promise
      const bytes = got.subarray(0, count)
      got = got.subarray(count)
      return bytes
    }
    const accept = async () => {
      while (!got.includes('\r\n\r\n')) await more.promise
      const head = await read(got.indexOf('\r\n\r\n') + 4)
      await serve({ socket, head: head.toString('latin1'), read })
    }
    accept().catch((error: unknown) => t.fail(String(error)))
  })
  await world.serve('203.0.113.10:80', server)
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    await world[Symbol.asyncDispose]()
  })
  return world
}

/** Outlook connects there. */
export const connect = (world: World, options: object = {}, established = (): void => {}): Promise<ActionResult> =>
  runAction('outlook-anywhere.connect', world.context({ established }), {
    url: 'http://mail.contoso.com',
    auth: 'basic',
    server: 'exchange',
    ...options,
  })

/** Head of the answer on the OUT channel. */
export const success = 'HTTP/1.1 200 Success\r\nContent-Type: application/rpc\r\nContent-Length: 1073741824\r\n\r\n'

export const isIn = ({ head }: Channel): boolean => head.startsWith('RPC_IN_DATA ')
