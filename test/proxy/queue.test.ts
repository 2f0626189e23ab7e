// maxRequests of a server, and the queue of its farm.

import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import type { FarmPlan } from '../../topology/edge-plan.ts'
import { farmOn, startTestEdge, type TestEdge, testSetup } from './edge-lab.ts'
import { byCookie } from './edge-plan.ts'
import { type Wire, wireServer } from './wire.ts'

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`

/** A server that answers a request when told to. */
async function patientServer() {
  const waiting: { readonly path: string; readonly wire: Wire }[] = []
  const paths: string[] = []
  const server = await wireServer(async (wire) => {
    for (;;) {
      const path = (await wire.head()).split(' ')[1] ?? ''
      paths.push(path)
      waiting.push({ path, wire })
    }
  })
  return {
    port: server.port,
    /** All that it got, in order. */
    paths,
    /** Answers the first request that waits for an answer. */
    async answer(more = ''): Promise<string> {
      const next = await waitUntil(() => waiting.shift(), { what: 'a request at the server' })
      next.wire.send(`HTTP/1.1 200 OK\r\n${more}Content-Length: ${next.path.length}\r\n\r\n${next.path}`)
      return next.path
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** A farm whose servers take one request each. */
function narrowFarm(ports: readonly number[], settings: Partial<FarmPlan> = {}, maxRequests = 1): FarmPlan {
  const farm = farmOn('cas', ports, settings)
  return { ...farm, servers: farm.servers.map((server) => ({ ...server, maxRequests })) }
}

async function ask(lab: TestEdge, path: string, more?: string): Promise<Wire> {
  const client = (await lab.client()).send(get(path, more))
  return client
}

/** Asks on new connections, one after the other, so that their order is certain. */
async function askAll(lab: TestEdge, ...paths: readonly string[]): Promise<Wire[]> {
  const clients: Wire[] = []
  for (const path of paths) {
    clients.push(await ask(lab, path))
    await settle(lab)
  }
  return clients
}

/** Once a request on a new connection is answered, those sent before on others have been read. */
async function settle(lab: TestEdge): Promise<void> {
  const client = await ask(lab, '/denied')
  await client.message()
  client.socket.destroy()
}

const rules = ['* /denied -> 403', '* -> cas']

t.test('first in, first out; no server gets more than it may have', async (t) => {
  await using server = await patientServer()
  await using lab = await startTestEdge({ rules, farms: { cas: narrowFarm([server.port], {}, 2) } })
  const clients = await askAll(lab, '/1', '/2', '/3', '/4', '/5')
  await waitUntil(() => server.paths.length === 2, { what: 'two requests at the server' })
  t.match(lab.edge.servers(), [{ requestsInFlight: 2 }])
  for (const client of clients) {
    await server.answer()
    t.ok((lab.edge.servers()[0]?.requestsInFlight ?? 0) <= 2)
    await client.message()
    client.socket.destroy()
  }
  t.same(server.paths, ['/1', '/2', '/3', '/4', '/5'])
  const waited = (path: string) => lab.records.find(({ target }) => target === path)?.edge?.waitedMilliseconds
  t.equal(waited('/2'), undefined)
  t.ok((waited('/3') ?? 0) > 0, 'the record says how long it waited')
})

t.test('whoever comes when as many wait as may is told so at once, and when to come again', async (t) => {
  await using server = await patientServer()
  const cas = narrowFarm([server.port], { queue: { most: 1, wait: 7_000 } })
  await using lab = await startTestEdge({ rules, farms: { cas } })
  const [one, two, three] = await askAll(lab, '/1', '/2', '/3')
  const { head, body } = (await three?.message()) ?? { head: '', body: '' }
  t.match(head, /^HTTP\/1\.1 503 /)
  t.match(head, /\r\nRetry-After: 7\r\n/)
  t.match(body, /as many requests under way as it may have: cas1 \(1\); 1 requests wait already\./)
  const record = lab.records.find(({ target }) => target === '/3')
  t.match(record, { cause: 'overloaded', status: 503, edge: { farm: 'cas' } })
  await server.answer()
  await one?.message()
  await server.answer()
  t.equal((await two?.message())?.body, '/2')
  for (const client of [one, two, three]) client?.socket.destroy()
})

t.test('most: 0 lets nobody wait', async (t) => {
  await using server = await patientServer()
  const cas = narrowFarm([server.port], { queue: { most: 0, wait: 5_000 } })
  await using lab = await startTestEdge({ rules, farms: { cas } })
  const [one, two] = await askAll(lab, '/1', '/2')
  t.match(await two?.message(), { head: /^HTTP\/1\.1 503 /, body: /none may wait/ })
  for (const client of [one, two]) client?.socket.destroy()
})

t.test('whoever waits too long is told so, and keeps the connection', async (t) => {
  await using server = await patientServer()
  const cas = narrowFarm([server.port], { queue: { most: 100, wait: 1 } })
  await using lab = await startTestEdge({ rules, farms: { cas } })
  const [one, two] = await askAll(lab, '/1', '/2')
  t.match(await two?.message(), { head: /^HTTP\/1\.1 503 /, body: /none had room within 1 ms/ })
  await server.answer()
  await one?.message()
  two?.send(get('/3'))
  await server.answer()
  t.equal((await two?.message())?.body, '/3')
  for (const client of [one, two]) client?.socket.destroy()
})

t.test('a client that leaves the queue frees its place', async (t) => {
  await using server = await patientServer()
  const cas = narrowFarm([server.port], { queue: { most: 1, wait: 5_000 } })
  await using lab = await startTestEdge({ rules, farms: { cas } })
  const [one, two] = await askAll(lab, '/1', '/2')
  two?.socket.resetAndDestroy()
  await waitUntil(() => lab.records.some(({ target }) => target === '/2'), { what: 'the record of who left' })
  t.match(
    lab.records.find(({ target }) => target === '/2'),
    { cause: 'client-gone' },
  )
  const [three] = await askAll(lab, '/3')
  await server.answer()
  await one?.message()
  t.equal(await server.answer(), '/3')
  t.equal((await three?.message())?.body, '/3')
  for (const client of [one, three]) client?.socket.destroy()
})

t.test('clients that are bound wait for their own server, others pass them by', async (t) => {
  await using first = await patientServer()
  await using second = await patientServer()
  const cas = narrowFarm([first.port, second.port], { affinity: byCookie })
  await using lab = await startTestEdge({ rules, farms: { cas } })
  const client = await ask(lab, '/first')
  await first.answer()
  const cookie = `Cookie: ${/set-cookie: (ARRAffinity=[^;]*)/i.exec(await client.head())?.[1]}\r\n`
  await client.take('/first')
  const [one, two] = [await ask(lab, '/1', cookie), await ask(lab, '/2', cookie)]
  await waitUntil(() => first.paths.length === 2, { what: 'the first bound request' })
  await settle(lab)
  const free = await ask(lab, '/free')
  t.equal(await second.answer(), '/free', 'it does not wait behind those')
  for (const bound of [one, two]) {
    await first.answer()
    await bound.message()
  }
  t.same(second.paths, ['/free'])
  for (const wire of [client, one, two, free]) wire.socket.destroy()
})

t.test('a pinned connection waits for its server too', async (t) => {
  await using first = await patientServer()
  await using second = await patientServer()
  await using lab = await startTestEdge({ rules, farms: { cas: narrowFarm([first.port, second.port]) } })
  const alice = await ask(lab, '/log-on', 'Authorization: NTLM AAAA\r\n')
  await first.answer()
  await alice.message()
  const other = await ask(lab, '/other')
  await second.answer()
  await other.message()
  other.send(get('/long'))
  await waitUntil(() => first.paths.includes('/long'), { what: 'the other request at the first server' })
  alice.send(get('/mail'))
  await settle(lab)
  t.notOk(second.paths.includes('/mail'))
  await first.answer()
  await first.answer()
  t.equal((await alice.message()).body, '/mail')
  t.match(
    lab.records.filter(({ target }) => ['/log-on', '/mail'].includes(target)),
    [{ edge: { serverConnection: 1 } }, { edge: { serverConnection: 1 } }],
  )
  for (const wire of [alice, other]) wire.socket.destroy()
})

t.test('a body that waits with its request is held back, not collected', async (t) => {
  await using server = await patientServer()
  await using lab = await startTestEdge({ rules, farms: { cas: narrowFarm([server.port]) } })
  const one = await ask(lab, '/1')
  await waitUntil(() => server.paths.length === 1, { what: 'the first request' })
  const size = 64 * 1024 * 1024
  const two = (await lab.client()).send(`PUT /2 HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`)
  two.socket.write(Buffer.alloc(size))
  await settle(lab)
  await settle(lab)
  t.ok(two.socket.writableLength > size / 2, 'most of it is still with the client')
  for (const wire of [one, two]) wire.socket.destroy()
})

t.test('nobody in the queue is lost by a reload, a drain of the server, or one of the edge', async (t) => {
  await using first = await patientServer()
  await using second = await patientServer()
  const setup = (maxRequests: number, ...ports: readonly number[]) => ({
    rules,
    farms: { cas: narrowFarm(ports, {}, maxRequests) },
  })
  await using lab = await startTestEdge(setup(1, first.port))
  const clients = await askAll(lab, '/1', '/2', '/3', '/4')
  lab.edge.reload(testSetup(setup(2, first.port, second.port)))
  await waitUntil(() => first.paths.length === 2, { what: 'one more at a server that may have more now' })
  const [last] = await askAll(lab, '/5')
  t.equal(await second.answer(), '/5', 'who comes now goes to the new server')
  t.equal((await last?.message())?.body, '/5')
  lab.edge.reload(testSetup(setup(1, second.port)))
  const closed = lab.edge.close(5_000)
  for (const client of clients) {
    await first.answer()
    t.match(await client.message(), { head: /^HTTP\/1\.1 200 / })
    client.socket.destroy()
  }
  last?.socket.destroy()
  await closed
  t.same(first.paths, ['/1', '/2', '/3', '/4'])
})

t.test('who waits for a server that goes out of use goes elsewhere, or is told', async (t) => {
  await using first = await patientServer()
  await using second = await patientServer()
  await using lab = await startTestEdge({ rules, farms: { cas: narrowFarm([first.port, second.port]) } })
  const clients = await askAll(lab, '/1', '/2', '/3', '/4')
  lab.edge.setServerState('cas', 'cas1', 'drain')
  await first.answer()
  await second.answer()
  t.equal(await second.answer(), '/3')
  lab.edge.setServerState('cas', 'cas2', 'drain')
  const [one, two, three, four] = clients
  t.match((await four?.message())?.body, /cas1: its state is drain\. cas2: its state is drain\./)
  for (const client of [one, two, three]) t.match(await client?.message(), { head: /^HTTP\/1\.1 200 / })
  for (const client of clients) client.socket.destroy()
})
