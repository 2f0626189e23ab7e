import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { startDnsServer } from '../../dns/index.ts'
import { query, read, sendUdp } from './raw.ts'
import { intranetZones } from './sample-zones.ts'

const host = '127.0.0.1'
// Most of the time here is spent waiting for what does not come: all at once.
t.jobs = 3

/** A server that does with each query what it is told; any number of them over UDP only. */
async function strange(
  onQuery: (query: Buffer, reply: (message: Buffer) => void) => void,
): Promise<{ port: number; socket: Socket }> {
  const socket = createSocket('udp4')
  socket.on('message', (message, client) =>
    onQuery(message, (answer) => socket.send(answer, client.port, client.address)),
  )
  socket.bind(0, host)
  await once(socket, 'listening')
  return { port: socket.address().port, socket }
}

t.test('a server that is silent, gone or answers another question: SERVFAIL', async (t) => {
  const silent = await strange(() => undefined)
  const liar = await strange((message, reply) => {
    const other = query('evil.example', 'A', { id: message.readUInt16BE(0), type: 'response' })
    reply(other)
    const guess = Buffer.from(message)
    guess.writeUInt16BE((message.readUInt16BE(0) + 1) & 0xffff, 0)
    guess.writeUInt16BE(0x8180, 2)
    reply(guess)
  })
  const gone = createServer().listen(0, host)
  await once(gone, 'listening')
  const address = gone.address()
  const closedPort = typeof address === 'object' && address !== null ? address.port : 0
  gone.close()
  await Promise.all(
    [silent.port, liar.port, closedPort].map(async (port) => {
      await using server = await startDnsServer({ zones: intranetZones, forwardTo: { host, port } })
      const answer = read(await sendUdp(server.port, query('fabrikam.com', 'A'), 2500))
      t.match(answer, { rcode: 'SERVFAIL', flag_ra: true, questions: [{ name: 'fabrikam.com' }] })
    }),
  )
  silent.socket.close()
  liar.socket.close()
})

t.test('a lost packet is sent again', async (t) => {
  let seen = 0
  const forgetful = await strange((message, reply) => {
    seen += 1
    if (seen === 1) return
    const answer = Buffer.from(message)
    answer.writeUInt16BE(0x8000, 2)
    reply(answer)
  })
  await using server = await startDnsServer({ zones: [], forwardTo: { host, port: forgetful.port } })
  t.match(read(await sendUdp(server.port, query('fabrikam.com', 'A'), 2500)), { rcode: 'NOERROR' })
  t.equal(seen, 2)
  forgetful.socket.close()
})

t.test('stopping does not wait for the other server', async (t) => {
  const silent = await strange(() => undefined)
  const server = await startDnsServer({ zones: [], forwardTo: { host, port: silent.port } })
  const asked = once(silent.socket, 'message')
  const answer = sendUdp(server.port, query('fabrikam.com', 'A'), 300)
  await asked
  await server[Symbol.asyncDispose]()
  t.equal(await answer, undefined)
  silent.socket.close()
})
