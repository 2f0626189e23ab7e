// slowStart: a server that came back begins with a tenth of its weight. The clock is set, never waited for: what is measured
// from is moved into the past instead.

import t from 'tap'
import { createBalancer } from '../../proxy/balance/index.ts'
import { createMembers, type Member, noteResponse, setHealthy, setState, weightOf } from '../../proxy/member.ts'
import type { BalanceName } from '../../topology/schema/farm.ts'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { farmPlan, healthPlan } from './edge-plan.ts'
import { textServer } from './wire.ts'

const hour = 3_600_000
const farm = (servers: readonly string[]) => farmPlan('cas', servers, { slowStart: hour, health: healthPlan() })

function membersOf(...servers: readonly string[]): readonly Member[] {
  return createMembers(farm(servers))
}

t.test('the share grows from a tenth to the whole', async (t) => {
  const [member] = membersOf('cas1*20')
  if (member === undefined) throw new Error('one member')
  t.equal(weightOf(member, 0), 20, 'a server that began with the edge has its weight')
  member.backSince = 1_000
  t.equal(weightOf(member, 1_000), 2)
  t.equal(weightOf(member, 1_000 + hour / 20), 2)
  t.equal(weightOf(member, 1_000 + hour / 4), 5)
  t.equal(weightOf(member, 1_000 + hour), 20)
  t.equal(weightOf(member, 1_000), 20, 'and once grown it stays')
})

t.test('it begins when a server came back: from unhealthy, drain and offline, or new by a reload', async (t) => {
  const slow = (member: Member | undefined): boolean => member?.backSince !== undefined
  const [one, two] = membersOf('cas1', 'cas2')
  if (one === undefined || two === undefined) throw new Error('two members')
  setHealthy(one)
  t.notOk(slow(one), 'it was healthy before')
  one.healthy = false
  setHealthy(one)
  t.ok(slow(one))
  setState(two, 'no-new-clients')
  setState(two, 'available')
  t.notOk(slow(two), 'it had its clients all the time')
  for (const state of ['drain', 'offline'] as const) {
    two.backSince = undefined
    setState(two, state)
    t.notOk(slow(two))
    setState(two, 'available')
    t.ok(slow(two), state)
  }
  two.backSince = undefined
  const after = createMembers(farm(['cas1', 'cas2', 'cas3']), [one, two])
  t.same(after.map(slow), [true, false, true])
  t.notOk(slow(createMembers(farm(['cas1', 'cas2', 'cas3*2']), after)[1]), 'another reload changes nothing')
  const [atOnce] = createMembers(farmPlan('cas', ['cas1']))
  if (atOnce !== undefined) Object.assign(atOnce, { healthy: false })
  if (atOnce !== undefined) setHealthy(atOnce)
  t.notOk(slow(atOnce), 'without slowStart there is nothing to wait for')
})

for (const name of ['round-robin', 'least-requests', 'least-response-time', 'source-hash'] satisfies BalanceName[]) {
  t.test(`${name} gives a server that came back its share`, async (t) => {
    const members = membersOf('cas1', 'cas2')
    const [back, other] = members
    if (back === undefined || other === undefined) throw new Error('two members')
    const balancer = createBalancer(name, { members, hashOn: [] })
    for (const member of members) noteResponse(member, 10)
    const share = (): number => {
      for (const member of members) member.inFlight = 0
      let chosen = 0
      for (let request = 0; request < 1_100; request++) {
        const member = balancer.choose(members, {
          clientAddress: `192.0.${request >> 8}.${request & 255}`,
          head: undefined,
        })
        if (member !== undefined) member.inFlight++
        if (member === back) chosen++
      }
      return chosen
    }
    const half = share()
    t.ok(half > 490 && half < 610, `${half} of 1100: half`)
    back.backSince = performance.now()
    const few = share()
    t.ok(few > 60 && few < 150, `${few} of 1100: one in eleven`)
    back.backSince = performance.now() - hour / 2
    const more = share()
    t.ok(more > 310 && more < 430, `${more} of 1100: one in three`)
  })
}

t.test('at work: after a drain, and for a server that a reload adds', async (t) => {
  await using one = await textServer(() => 'one')
  await using two = await textServer(() => 'two')
  await using three = await textServer(() => 'three')
  const setup = (...ports: readonly number[]) => ({ farms: { cas: farmOn('cas', ports, { slowStart: hour }) } })
  await using lab = await startTestEdge(setup(one.port, two.port))
  const client = await lab.client()
  const count = async (requests: number): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {}
    for (let number = 0; number < requests; number++) {
      const { body } = await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n').message()
      counts[body] = (counts[body] ?? 0) + 1
    }
    return counts
  }
  t.same(await count(22), { one: 11, two: 11 })
  lab.edge.setServerState('cas', 'cas2', 'drain')
  lab.edge.setServerState('cas', 'cas2', 'available')
  t.same(await count(22), { one: 20, two: 2 })
  lab.edge.reload(testSetup(setup(one.port, two.port, three.port)))
  t.same(await count(24), { one: 20, two: 2, three: 2 })
  client.socket.destroy()
})
