import { mock } from 'node:test'
import t from 'tap'
import { farmOn, startTestEdge, testSetup } from '../edge-lab.ts'
import { textServer } from '../wire.ts'

const affinity = { cookie: undefined, hostName: { servers: 1, idle: 1_200_000 }, source: undefined }
const hosts = ['a.test', 'b.test', 'c.test', 'd.test']

t.test('a host stays on its server: for all clients, over a reload, and until that server is gone', async (t) => {
  await using one = await textServer(() => 'one')
  await using two = await textServer(() => 'two')
  await using three = await textServer(() => 'three')
  const farm = (...ports: readonly number[]) => ({ cas: farmOn('cas', ports, { affinity }) })
  await using lab = await startTestEdge({ farms: farm(one.port, two.port) })
  const ask = async (): Promise<string[]> => {
    const client = await lab.client()
    const bodies: string[] = []
    for (const host of hosts) {
      bodies.push((await client.send(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`).message()).body)
    }
    client.socket.destroy()
    return bodies
  }
  const first = await ask()
  t.same(first, ['one', 'two', 'one', 'two'])
  t.same(await ask(), first)
  lab.edge.reload(testSetup({ farms: farm(one.port, two.port, three.port) }))
  t.same(await ask(), first, 'a new server takes no host away')
  await two[Symbol.asyncDispose]()
  const after = await ask()
  t.same([after[0], after[2]], ['one', 'one'])
  t.notOk(after.includes('two'), 'a connection refused moves the host')
  t.same(await ask(), after)
})

t.test('the host of a pinned connection is not forgotten while that is used', async (t) => {
  const get = 'GET / HTTP/1.1\r\nHost: a.test\r\n'
  const ntlm = `${get}Authorization: NTLM TlRMTVNTUAAB\r\n\r\n`
  await using one = await textServer(() => 'one')
  await using two = await textServer(() => 'two')
  const brief = { ...affinity, hostName: { servers: 1, idle: 90_000 } }
  await using lab = await startTestEdge({ farms: { cas: farmOn('cas', [one.port, two.port], { affinity: brief }) } })
  const pinned = await lab.client()
  t.equal((await pinned.send(ntlm).message()).body, 'one')
  // Each step is shorter than the host is kept, and than a client may be quiet; two are longer.
  const now = performance.now.bind(performance)
  let ahead = 0
  mock.method(performance, 'now', () => now() + ahead)
  t.teardown(() => mock.reset())
  for (let step = 0; step < 2; step++) {
    ahead += 60_000
    t.equal((await pinned.send(ntlm).message()).body, 'one')
  }
  ahead += 60_000
  const other = await lab.client()
  t.equal((await other.send(`${get}\r\n`).message()).body, 'one')
  ahead += 100_000
  t.equal((await other.send(`${get}\r\n`).message()).body, 'two', 'without a request it is forgotten')
  for (const { socket } of [pinned, other]) socket.destroy()
})
