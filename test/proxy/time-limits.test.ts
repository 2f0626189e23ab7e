import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { farmOn, startTestEdge } from './edge-lab.ts'
import { wireServer } from './wire.ts'

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const timeouts = { connect: 5_000, response: 60_000, idle: 60_000 }

t.test('an answer that does not begin in time: 504', async (t) => {
  await using server = await wireServer(() => {})
  const farm = farmOn('cas', [server.port], { timeouts: { ...timeouts, response: 200 } })
  await using lab = await startTestEdge({ farms: { cas: farm } })
  const client = await lab.client()
  const { head, body } = await client.send(get).message()
  t.match(head, /^HTTP\/1\.1 504 /)
  t.match(body, 'no answer began within 200 ms')
  t.match(await lab.record(), { status: 504, cause: 'response-timeout' })
  await server.wires[0]?.end()
  client.socket.destroy()
})

t.test('an answer that stands still is cut off', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello')
  })
  const farm = farmOn('cas', [server.port], { timeouts: { ...timeouts, idle: 200 } })
  await using lab = await startTestEdge({ farms: { cas: farm } })
  const client = await lab.client()
  t.match(await client.send(get).end(), /hello$/)
  t.match(await lab.record(), { status: 200, cause: 'idle-timeout' })
  client.socket.destroy()
})

t.test('while the request still comes, the answer need not begin', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.take('0123456789')
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  const farm = farmOn('cas', [server.port], { timeouts: { ...timeouts, response: 500 } })
  await using lab = await startTestEdge({ farms: { cas: farm } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234')
  const begun = performance.now()
  await waitUntil(() => performance.now() - begun > 900, { what: 'the limit to be long over' })
  t.match(await client.send('56789').head(), /^HTTP\/1\.1 200 /)
  client.socket.destroy()
})

t.test('a connection that does not stand in time: 504, and no handle stays', async (t) => {
  // Speaks no TLS, so that the handshake never ends.
  await using server = await wireServer(() => {})
  const farm = farmOn('cas', [server.port], {
    tls: { ca: undefined, servername: 'cas1.test', verify: true },
    timeouts: { ...timeouts, connect: 200 },
  })
  await using lab = await startTestEdge({ farms: { cas: farm } })
  const client = await lab.client()
  const { head, body } = await client.send(get).message()
  t.match(head, /^HTTP\/1\.1 504 /)
  t.match(body, 'no connection within 200 ms')
  t.match(await lab.record(), { status: 504, cause: 'connect-timeout', edge: { mode: 'bridge' } })
  await server.wires[0]?.end()
  client.socket.destroy()
})

t.test(
  'a client that takes nothing of its answer is cut off as well, and the record says whose fault it is',
  async (t) => {
    await using server = await wireServer(async (wire) => {
      await wire.head()
      wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${64 * 1_048_576}\r\n\r\n`)
      wire.socket.write(Buffer.alloc(64 * 1_048_576, 'x'))
    })
    const farm = farmOn('cas', [server.port], { timeouts: { ...timeouts, idle: 200 } })
    await using lab = await startTestEdge({ farms: { cas: farm } })
    const client = await lab.client()
    client.socket.pause()
    client.send(get)
    t.match(await lab.record(), {
      status: 200,
      cause: 'idle-timeout',
      detail: /the client took not a byte of its answer/,
    })
    client.socket.destroy()
  },
)
