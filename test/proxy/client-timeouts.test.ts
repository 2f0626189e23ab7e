// How long a client may take over what it sends. The limits are those of the plan; real ones are minutes.

import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import type { EdgePlan } from '../../topology/edge-plan.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { edgePlan } from './edge-plan.ts'
import { textServer, type Wire, wireServer, wireTo } from './wire.ts'

const pair = await (await testAuthority(t.testdir())).issue(['mail.test'])

/** A plan whose limits are these, in milliseconds. */
function limited(timeouts: Partial<EdgePlan['timeouts']>): Partial<EdgePlan> {
  return { timeouts: { ...edgePlan([]).timeouts, ...timeouts } }
}

/** Sends a piece every few milliseconds until the connection ends; gives how many it sent. */
async function drip(wire: Wire, piece: string): Promise<number> {
  let sent = 0
  const timer = setInterval(() => {
    if (wire.socket.writable) wire.send(piece)
    sent++
  }, 20)
  await wire.end().finally(() => clearInterval(timer))
  return sent
}

const elapsed = (since: number, least: number) =>
  waitUntil(() => performance.now() - since > least, { what: `${least} ms to be over` })

t.test('a head that drips in has its time in all, not for each byte: 408', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [1] }, plan: limited({ header: 200 }) })
  const client = await lab.client()
  client.send('GET / HTTP/1.1\r\nHost: a\r\nX: ')
  t.ok((await drip(client, 'x')) > 3)
  t.match(client.text, /^HTTP\/1\.1 408 .*no whole head within 200 ms/s)
  t.match(await lab.record(), { status: 408, cause: 'request-timeout' })
  client.socket.destroy()
})

t.test('a connection without a request is closed without a word', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: limited({ idle: 200 }) })
  const [fresh, used] = [await lab.client(), await lab.client()]
  await used.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n').message()
  for (const client of [fresh, used]) {
    t.equal(await client.end(), '')
    client.socket.destroy()
  }
  t.equal(lab.records.length, 1)
})

t.test('a body that stands still: 408, and the server does not take it for whole', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: limited({ body: 200 }) })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234')
  t.match(await client.end(), /^HTTP\/1\.1 408 .*\r\nConnection: close\r\n.*nothing came for 200 ms/s)
  t.match(await lab.record(), { status: 408, cause: 'request-timeout', requestBytes: 5 })
  await server.wires[0]?.end()
  client.socket.destroy()
})

t.test('the bodies of Outlook Anywhere and RD Gateway are channels, which may be silent', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: limited({ body: 100 }) })
  for (const [index, method] of ['RPC_IN_DATA', 'RDG_IN_DATA'].entries()) {
    const client = await lab.client()
    client.send(`${method} /rpc/rpcproxy.dll HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\nfirst`)
    const wire = await waitUntil(() => server.wires[index], { what: 'the channel at the server' })
    await wire.take('first')
    await elapsed(performance.now(), 300)
    client.send('second')
    t.match(await wire.take('second'), /second$/)
    client.socket.destroy()
  }
})

t.test('once an answer has begun, the rest of a body may wait', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.take('01234')
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no')
    await wire.take('56789')
    wire.send('k')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: limited({ body: 100 }) })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234')
  await client.head()
  await elapsed(performance.now(), 300)
  client.send('56789')
  t.equal(await client.take('ok'), 'ok')
  client.socket.destroy()
})

t.test('a client that waits for 100 (Continue) is not the one that is late', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    await elapsed(performance.now(), 1_300)
    wire.send('HTTP/1.1 100 Continue\r\n\r\n')
    await wire.take('hello')
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: limited({ body: 1_000 }) })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n')
  t.match(await client.head(), /^HTTP\/1\.1 100 /)
  t.match(await client.send('hello').head(), /^HTTP\/1\.1 200 /)
  client.socket.destroy()
})

t.test('a TLS hello has its time', async (t) => {
  await using lab = await startTestEdge({
    rules: ['*.pass.test -> pass', '* -> cas'],
    farms: { cas: [1], pass: farmOn('pass', [1], { passthrough: true }) },
    certificates: [],
    plan: limited({ hello: 100 }),
  })
  const client = await wireTo(lab.securePort)
  t.equal(await client.send('\x16\x03').end(), '')
  client.socket.destroy()
})

t.test('a TLS handshake has its time, also a new one after a reload', async (t) => {
  const setup = { farms: { cas: [1] }, certificates: [pair] }
  await using lab = await startTestEdge({ ...setup, plan: limited({ handshake: 60_000 }) })
  lab.edge.reload(testSetup({ ...setup, plan: limited({ handshake: 200 }) }))
  const client = await wireTo(lab.securePort)
  const silent = await wireTo(lab.securePort)
  t.equal(await client.send('\x16\x03\x01').end(), '')
  t.equal(await silent.end(), '')
  t.match(await lab.record(), { method: 'CONNECT', cause: 'tls-handshake', detail: /TLS handshake timeout/ })
  for (const { socket } of [client, silent]) socket.destroy()
})
