// The states that ARR gives servers (reference/reverse-proxies.md section 1.5), and what each does to new requests, to
// clients that are bound, and to what is under way.

import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import type { AdminState } from '../../topology/schema/availability.ts'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { byCookie, serverPlan } from './edge-plan.ts'
import { textServer, type Wire, wireServer } from './wire.ts'

const get = (more = '') => `GET / HTTP/1.1\r\nHost: a\r\n${more}\r\n`
const ntlm = 'Authorization: NTLM AAAA\r\n'
const states = ['available', 'no-new-clients', 'drain', 'offline'] as const

/** The texts of so many answers on one connection, sorted. */
async function answers(client: Wire, count: number, more = ''): Promise<string[]> {
  const texts: string[] = []
  for (let number = 0; number < count; number++) texts.push((await client.send(get(more)).message()).body)
  return texts.sort()
}

for (const state of states) {
  t.test(`${state}: new clients, and those bound by a cookie`, async (t) => {
    await using one = await textServer(() => 'one')
    await using two = await textServer(() => 'two')
    const cas = farmOn('cas', [one.port, two.port], { affinity: byCookie })
    await using lab = await startTestEdge({ farms: { cas } })
    const client = await lab.client()
    const first = await client.send(get()).message()
    t.equal(first.body, 'one')
    const cookie = `Cookie: ${/set-cookie: (ARRAffinity=[^;]*)/i.exec(first.head)?.[1]}\r\n`
    lab.edge.setServerState('cas', 'cas1', state)
    t.match(lab.edge.servers(), [
      { server: 'cas1', state },
      { server: 'cas2', state: 'available' },
    ])
    t.same(await answers(client, 4), state === 'available' ? ['one', 'one', 'two', 'two'] : Array(4).fill('two'))
    const stays = state === 'available' || state === 'no-new-clients'
    t.same(await answers(client, 2, cookie), Array(2).fill(stays ? 'one' : 'two'))
    client.socket.destroy()
  })

  t.test(`${state}: clients that are bound by NTLM`, async (t) => {
    await using one = await textServer(() => 'one')
    await using two = await textServer(() => 'two')
    await using lab = await startTestEdge({ farms: { cas: [one.port, two.port] } })
    const client = await lab.client()
    t.equal((await client.send(get(ntlm)).message()).body, 'one')
    lab.edge.setServerState('cas', 'cas1', state)
    if (state === 'offline') {
      t.equal(await client.end(), '', 'its log-on is gone with the connection')
      await one.wires[0]?.end()
    } else {
      t.same(await answers(client, 2), Array(2).fill(state === 'drain' ? 'two' : 'one'))
    }
    client.socket.destroy()
  })
}

t.test('the plan says the state; one set by hand lasts until a reload changes what the plan says', async (t) => {
  await using server = await textServer(() => 'here')
  const setup = (state: AdminState, weight = 1) => {
    const servers = [serverPlan('cas1', { address: '127.0.0.1', port: server.port }, { state, weight })]
    return { farms: { cas: farmOn('cas', [], { servers }) } }
  }
  await using lab = await startTestEdge(setup('drain'))
  const stateNow = () => lab.edge.servers()[0]?.state
  t.equal(stateNow(), 'drain')
  const client = await lab.client()
  const { head, body } = await client.send(get()).message()
  t.match(head, /^HTTP\/1\.1 503 /)
  t.match(head, /\r\nRetry-After: 5\r\n/)
  t.match(body, /cas1: its state is drain\./)
  t.match(await lab.record(), { cause: 'no-healthy-server' })

  lab.edge.setServerState('cas', 'cas1', 'available')
  lab.edge.reload(testSetup(setup('drain', 2)))
  t.equal(stateNow(), 'available', 'the file says the same as before')
  t.equal((await client.send(get()).message()).body, 'here')
  lab.edge.reload(testSetup(setup('offline')))
  t.equal(stateNow(), 'offline')
  await server.wires[0]?.end()
  lab.edge.reload(testSetup(setup('available')))
  t.equal(stateNow(), 'available')
  t.equal((await client.send(get()).message()).body, 'here')
  client.socket.destroy()
})

t.test('what the edge does not have is told with what it has', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [1, 2] } })
  t.throws(() => lab.edge.setServerState('none', 'cas1', 'drain'), {
    code: 'BH_ERR_EDGE_NO_FARM',
    message: /no farm none\. .*: cas\.$/,
  })
  t.throws(() => lab.edge.setServerState('cas', 'cas3', 'drain'), {
    code: 'BH_ERR_EDGE_NO_SERVER',
    message: /no server cas3\. .*: cas1, cas2\.$/,
  })
})

t.test('drain: a request under way ends, and its connection with it', async (t) => {
  let begun = false
  await using server = await wireServer(async (wire) => {
    await wire.head()
    begun = true
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = (await lab.client()).send(get())
  await waitUntil(() => begun, { what: 'the request' })
  lab.edge.setServerState('cas', 'cas1', 'drain')
  server.wires[0]?.send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate')
  t.equal((await client.message()).body, 'late')
  await server.wires[0]?.end()
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
  client.socket.destroy()
})

t.test('drain: connections at rest are closed', async (t) => {
  await using server = await textServer(() => 'here')
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  await client.send(get()).message()
  lab.edge.setServerState('cas', 'cas1', 'drain')
  t.equal(await server.wires[0]?.end(), '')
  client.socket.destroy()
})

t.test('offline: a request that is cut has a record, and a page while nothing of its answer went out', async (t) => {
  let heads = 0
  await using server = await wireServer(async (wire) => {
    const head = await wire.head()
    heads++
    if (head.startsWith('GET /begun')) wire.send('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const waiting = (await lab.client()).send(get())
  const begun = (await lab.client()).send(get().replace('/', '/begun'))
  await begun.take('half')
  await waitUntil(() => heads === 2, { what: 'both requests' })
  lab.edge.setServerState('cas', 'cas1', 'offline')
  const { head, body } = await waiting.message()
  t.match(head, /^HTTP\/1\.1 503 /)
  t.match(head, /\r\nRetry-After: \d+\r\n/)
  t.match(body, /it was taken offline/)
  t.equal(await begun.end(), '', 'the answer is cut off')
  await waitUntil(() => lab.records.length === 2, { what: 'both records' })
  t.match(lab.records, [{ cause: 'server-offline' }, { cause: 'server-offline' }])
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
  for (const wire of [waiting, begun]) wire.socket.destroy()
})

t.test('offline: a request that may be repeated goes on to another server, others do not', async (t) => {
  let begun = 0
  await using one = await wireServer(async (wire) => {
    await wire.head()
    begun++
  })
  await using two = await textServer(() => 'two')
  await using lab = await startTestEdge({ farms: { cas: [one.port, two.port] } })
  const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello'
  for (const [number, request] of [get(), post].entries()) {
    lab.edge.setServerState('cas', 'cas2', 'drain')
    const client = (await lab.client()).send(request)
    await waitUntil(() => begun > number, { what: 'the request' })
    lab.edge.setServerState('cas', 'cas2', 'available')
    lab.edge.setServerState('cas', 'cas1', 'offline')
    t.match((await client.message()).head, request === post ? /^HTTP\/1\.1 503 / : /^HTTP\/1\.1 200 /)
    lab.edge.setServerState('cas', 'cas1', 'available')
    client.socket.destroy()
  }
})

t.test('offline: tunnels are cut', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(get('Connection: upgrade\r\nUpgrade: echo\r\n'))
  await client.head()
  lab.edge.setServerState('cas', 'cas1', 'offline')
  t.equal(await client.end(), '')
  t.match(await lab.record(), { status: 101, cause: 'server-offline' })
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
})
