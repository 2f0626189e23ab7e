// retries: other servers are asked when one cannot be reached, or goes away with a request that may be repeated.

import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { startEdge } from '../../proxy/index.ts'
import { closedPort, farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { dial, portOf } from './health-lab.ts'
import { textServer, type Wire, wireServer, wireTo } from './wire.ts'

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello'

/** A server that breaks every connection once a head is there, and before that sends `part` of an answer. */
const breaker = (part = '') =>
  wireServer(async (wire: Wire) => {
    await wire.head()
    if (part === '') wire.socket.destroy()
    else wire.socket.end(part)
  })

t.test('all servers are tried when none before can be reached, also for a POST', async (t) => {
  await using last = await textServer(() => 'last')
  const cas = farmOn('cas', [closedPort, closedPort, closedPort, last.port])
  await using lab = await startTestEdge({ farms: { cas } })
  const client = await lab.client()
  for (const request of [post, get]) t.equal((await client.send(request).message()).body, 'last')
  t.match(await lab.record(), { status: 200, edge: { server: 'cas4' } })
  t.match(lab.edge.servers(), Array(4).fill({ requestsInFlight: 0 }))
  client.socket.destroy()
})

for (const retries of [0, 1, 2]) {
  t.test(`with retries ${retries}, so many others`, async (t) => {
    await using last = await textServer(() => 'last')
    const cas = farmOn('cas', [closedPort, closedPort, last.port], { retries })
    await using lab = await startTestEdge({ farms: { cas } })
    const client = await lab.client()
    t.match((await client.send(get).message()).head, retries === 2 ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 502 /)
    t.match(await lab.record(), { edge: { server: `cas${retries + 1}` } })
    client.socket.destroy()
  })
}

t.test('when nobody can be reached, the last failure is told', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [closedPort, closedPort] } })
  const client = await lab.client()
  const { head, body } = await client.send(get).message()
  t.match(head, /^HTTP\/1\.1 502 /)
  t.match(body, /Server cas2 of farm cas: nothing listens on that port\./)
  t.match(await lab.record(), { cause: 'connect-refused' })
  client.socket.destroy()
})

t.test('servers that do not answer get the connect time twice, not each', async (t) => {
  await using last = await textServer(() => 'last')
  const tried: string[] = []
  const cas = farmOn('cas', [closedPort, closedPort, closedPort, last.port], {
    timeouts: { connect: 50, response: 5_000, idle: 5_000 },
  })
  await using edge = await startEdge(testSetup({ farms: { cas } }), {
    bind: () => ({ host: '127.0.0.1', port: 0 }),
    dial: (host, port, signal) => {
      tried.push(`${port}`)
      return port === closedPort ? new Promise<never>(() => {}) : dial(host, port, signal)
    },
  })
  const client = await wireTo(edge.listeners[0]?.port ?? 0)
  t.match((await client.send(get).message()).head, /^HTTP\/1\.1 504 /)
  t.equal(tried.length, 2)
  client.socket.destroy()
})

t.test('a GET that a server went away with goes on to another one', async (t) => {
  for (const part of ['', 'HTTP/1.1 200 OK\r\nContent-']) {
    await using one = await breaker(part)
    await using two = await breaker(part)
    await using three = await textServer(() => 'three')
    await using lab = await startTestEdge({ farms: { cas: [one.port, two.port, three.port] } })
    const client = await lab.client()
    t.equal((await client.send(get).message()).body, 'three')
    t.match(await lab.record(), { status: 200, edge: { server: 'cas3' } })
    t.equal(one.wires.length + two.wires.length, 2)
    client.socket.destroy()
  }
})

t.test('a POST that was sent goes nowhere else', async (t) => {
  await using one = await breaker()
  await using two = await textServer(() => 'two')
  await using lab = await startTestEdge({ farms: { cas: [one.port, two.port] } })
  const client = await lab.client()
  t.match((await client.send(post).message()).head, /^HTTP\/1\.1 502 /)
  t.match(await lab.record(), { cause: 'reset', requestBytes: 5 })
  t.equal(two.wires.length, 0)
  client.socket.destroy()
})

t.test('an answer that has begun is cut off, not begun anew', async (t) => {
  await using one = await breaker('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
  await using two = await textServer(() => 'two')
  await using lab = await startTestEdge({ farms: { cas: [one.port, two.port] } })
  const client = await lab.client()
  t.match(await client.send(get).end(), /half$/)
  t.match(await lab.record(), { cause: 'truncated' })
  t.equal(two.wires.length, 0)
  client.socket.destroy()
})

t.test('a stale kept connection whose server is gone altogether leads to another server', async (t) => {
  // It answers one request, listens no more, and breaks the connection over the second one.
  const one = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      one.close()
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none')
      socket.once('data', () => socket.destroy())
    })
  }).listen(0, '127.0.0.1')
  await once(one, 'listening')
  await using two = await textServer(() => 'two')
  await using lab = await startTestEdge({ farms: { cas: [portOf(one), two.port] } })
  const client = await lab.client()
  t.equal((await client.send(get).message()).body, 'one')
  t.equal((await client.send(get).message()).body, 'two')
  t.equal((await client.send(get).message()).body, 'two')
  t.match(await lab.record(3), { status: 200, edge: { server: 'cas2' } })
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }, { requestsInFlight: 0 }])
  client.socket.destroy()
})
