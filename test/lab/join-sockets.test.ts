import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import t from 'tap'
import { dialTcp } from '../../base/dial-tcp.ts'
import { joinSockets } from '../../lab/join-sockets.ts'
import { listen } from '../../lab/listen.ts'

/** Two ends of one connection on loopback. */
async function connection(test: { teardown(undo: () => void): void }): Promise<readonly [Socket, Socket]> {
  const server = createServer({ allowHalfOpen: true })
  const port = await listen(server, '127.0.0.1', 0)
  const [accepted, socket] = await Promise.all([
    once(server, 'connection'),
    dialTcp({ host: '127.0.0.1', port, allowHalfOpen: true }),
  ])
  const far: Socket = accepted[0]
  test.teardown(() => {
    for (const one of [socket, far]) one.destroy()
    server.close()
  })
  return [socket, far]
}

/** What comes until the other side ends. */
async function textOf(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', (part) => {
    text += part
  })
  await once(socket, 'end')
  return text
}

async function joined(test: { teardown(undo: () => void): void }) {
  const [client, incoming] = await connection(test)
  const [outgoing, server] = await connection(test)
  joinSockets(incoming, outgoing)
  return { client, server }
}

t.test('bytes go both ways, and a half-close leaves the other way open', async (t) => {
  const { client, server } = await joined(t)
  client.end('question')
  t.equal(await textOf(server), 'question')
  const answer = 'a'.repeat(1_000_000)
  server.end(answer)
  t.equal((await textOf(client)).length, answer.length, 'nothing is lost at the end')
})

t.test('when one side breaks, so does the other', async (t) => {
  const { client, server } = await joined(t)
  client.resetAndDestroy()
  t.equal(await textOf(server), '')
})
