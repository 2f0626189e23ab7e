// Servers die and come back, rules, farms and certificates are reloaded, a server is drained, and the clients ask on: what
// can be saved is saved.

import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge, type TestSetup, testSetup } from './edge-lab.ts'
import { MortalServer, SteadyLoad } from './steady-load.ts'
import { secureWireTo } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pairs = [await authority.issue(['mail.test']), await authority.issue(['mail.test', 'other.test'])]

t.test('deaths, restarts, reloads and a drain under steady load lose no request that could be saved', async (t) => {
  const servers = ['one', 'two', 'three'].map((name) => new MortalServer(name))
  await using stack = new AsyncDisposableStack()
  for (const server of servers) await stack.use(server).start()

  let reloads = 0
  const nextSetup = (): TestSetup => {
    const farm = farmOn(
      'cas',
      servers.map(({ port }) => port),
      {
        balance: reloads % 2 === 0 ? 'round-robin' : 'least-requests',
        failures: reloads % 2 === 0 ? undefined : { most: 3, within: 10_000, pause: 50, status: [] },
        slowStart: reloads % 3 === 0 ? 0 : 100,
      },
    )
    const rules = reloads % 2 === 0 ? ['* -> cas'] : ['other.test -> 403', 'mail.test -> cas']
    return { rules, farms: { cas: farm }, certificates: reloads % 2 === 0 ? pairs : pairs.toReversed() }
  }
  const lab = stack.use(await startTestEdge(nextSetup()))
  const reload = (): void => {
    reloads++
    lab.edge.reload(testSetup(nextSetup()))
  }

  const load = new SteadyLoad()
  const secure = () => secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' })
  for (let number = 1; number <= 4; number++) {
    load.add(`kept-${number}`, () => lab.client(), true)
    load.add(`kept-tls-${number}`, secure, true)
    if (number % 2 === 0) load.add(`new-${number}`, () => lab.client(), false)
    else load.add(`new-tls-${number}`, secure, false)
  }
  await load.more(50)

  for (const server of servers) {
    server.kill()
    await load.more(60)
    reload()
    await load.more(30)
    await server.start()
    const served = server.requests
    await waitUntil(() => server.requests > served, { what: 'a restarted server to get requests', within: 20_000 })
    reload()
    await load.more(30)
  }

  const [one, two] = servers
  lab.edge.setServerState('cas', 'cas2', 'drain')
  const drained = () => lab.edge.servers().find(({ server }) => server === 'cas2')?.requestsInFlight === 0
  await waitUntil(drained, { what: 'cas2 to be drained' })
  const before = two?.requests
  one?.kill()
  await load.more(60)
  reload()
  await load.more(60)
  t.equal(two?.requests, before, 'a drained server gets nothing, even when another dies')
  await one?.start()
  lab.edge.setServerState('cas', 'cas2', 'available')
  await waitUntil(() => two?.requests !== before, { what: 'cas2 to get requests again', within: 20_000 })
  await load.stop()

  t.same(
    load.outcomes.filter(({ method, status }) => method === 'GET' && status !== 200),
    [],
    `of ${load.outcomes.length} requests all that may be repeated were answered`,
  )
  const lost = load.outcomes.filter(({ method, status }) => method === 'POST' && status !== 200)
  for (const { id } of lost) {
    const record = lab.records.find(({ requestId }) => requestId === id)
    t.match(record, { cause: /^(reset|truncated)$/, requestBytes: 2_000 }, `${id} had been sent`)
    const at = record?.at ?? 0
    const server = servers[Number(record?.edge?.server?.slice(-1)) - 1]
    const died = server?.deaths.some(({ from, until }) => from <= at + (record?.milliseconds ?? 0) + 1 && at <= until)
    t.ok(died, `${id} met the death of its server`)
  }
  t.equal(load.dropped, 0, 'no kept connection was dropped')
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }, { requestsInFlight: 0 }, { requestsInFlight: 0 }])
  t.comment(`${load.outcomes.length} requests, ${lost.length} of them lost with their server`)
})
