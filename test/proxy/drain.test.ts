// close(limit): what runs may end, what rests is closed, nothing new begins.

import t from 'tap'
import { waitUntil, within } from '../../base/deadline.ts'
import { testAuthority } from './edge-certificates.ts'
import { closedPort, farmOn, startTestEdge } from './edge-lab.ts'
import { secureWireTo, textServer, type Wire, type WireServer, wireServer, wireTo } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['mail.test'])
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: mail.test\r\n\r\n`
const minute = 60_000

t.test('an exchange under way ends and is delivered whole; then the edge is closed', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(get('/slow') + get('/next'))
  const [wire] = await seen(server, 1)
  let closed = false
  const closing = lab.edge.close(minute).then(() => {
    closed = true
  })
  await t.rejects(wireTo(lab.port), { code: 'ECONNREFUSED' }, 'nobody new is let in')
  wire?.send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha')
  t.match(await client.head(), /\r\nConnection: close\r\n/, 'the client is told not to ask again')
  await client.take('ha')
  t.equal(closed, false, 'not before the last byte')
  wire?.send('lf')
  t.equal(await client.end(), 'lf')
  client.socket.destroy()
  await within(closing, 5_000, 'the edge to close')
  t.match(lab.records, [{ status: 200, responseBytes: 4, target: '/slow' }])
  t.equal(lab.records.length, 1, 'the request behind it was not begun')
  await wire?.end()
})

t.test('an answer that had begun before ends the connection all the same', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nha\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  t.notMatch(await client.send(get('/')).head(), /Connection/)
  const closing = lab.edge.close(minute)
  server.wires[0]?.send('2\r\nlf\r\n0\r\n\r\n')
  t.match(await client.end(), /lf\r\n0\r\n\r\n$/)
  client.socket.destroy()
  await within(closing, 5_000, 'the edge to close')
})

t.test('connections at rest are closed at once, plain and TLS, and those to the servers', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, certificates: [pair] })
  const clients = [
    await lab.client(),
    await secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' }),
  ]
  for (const client of clients) t.equal((await client.send(get('/')).message()).body, 'ok')
  const closing = lab.edge.close(minute)
  for (const client of clients) {
    t.equal(await client.end(), '')
    t.equal(client.error, undefined, 'in order, not by a reset')
    client.socket.destroy()
  }
  await within(closing, 5_000, 'the edge to close')
  await server.wires[0]?.end()
})

t.test('connections that have said nothing yet are closed at once too, with and without passthrough', async (t) => {
  for (const passthrough of [false, true]) {
    const farms = { cas: farmOn('cas', [closedPort], { passthrough }) }
    await using lab = await startTestEdge({ farms, certificates: [pair] })
    const clients = [await lab.client(), await wireTo(lab.securePort)]
    // The edge has them once it has answered somebody who came later.
    const later = await lab.client()
    await later.send('GET / HTTP/1.1\r\n\r\n').end()
    later.socket.destroy()
    const closing = lab.edge.close(minute)
    for (const client of clients) {
      t.equal(await client.end(), '')
      client.socket.destroy()
    }
    await within(closing, 5_000, 'the edge to close')
    t.equal(lab.records.length, 1, 'only the one who spoke is recorded')
  }
})

t.test('a request that is held longer than the limit is cut off, and all is over when close returns', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, certificates: [pair] })
  const clients = [
    await lab.client(),
    await secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' }),
  ]
  for (const client of clients) client.send(get('/held'))
  const wires = await seen(server, 2)
  const began = performance.now()
  await within(lab.edge.close(200), 3_000, 'the limit')
  t.ok(performance.now() - began >= 190, 'not before the limit')
  t.match(lab.records, [{ cause: 'edge-closed' }, { cause: 'edge-closed' }], 'both are recorded')
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
  for (const end of [...clients, ...wires]) t.equal((await end.end()).includes('HTTP/1.1 200'), false)
})

t.test('disposing cuts a drain short', async (t) => {
  await using server = await wireServer(() => {})
  const lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = (await lab.client()).send(get('/held'))
  await seen(server, 1)
  const closing = lab.edge.close(minute)
  await within(Promise.all([lab[Symbol.asyncDispose](), closing]), 3_000, 'both to be over')
  t.equal(await client.end(), '')
})

/** The connections of a server, once there are so many and each has a head. */
async function seen(server: WireServer, count: number): Promise<readonly Wire[]> {
  await waitUntil(() => server.wires.filter(({ text }) => text.includes('\r\n\r\n')).length === count, {
    what: `${count} requests at the server`,
  })
  return server.wires
}
