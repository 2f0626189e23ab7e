import fc from 'fast-check'
import t from 'tap'
import { createBalancer } from '../../proxy/balance/index.ts'
import { createLeastResponseTime } from '../../proxy/balance/least-response-time.ts'
import { createMembers, type Member, noteResponse } from '../../proxy/member.ts'
import type { BalanceName } from '../../topology/schema/farm.ts'
import { farmPlan } from './edge-plan.ts'

const members = (...servers: string[]): Member[] => createMembers(farmPlan('cas', servers))
const client = { clientAddress: '198.51.100.7' }
const names: readonly BalanceName[] = ['round-robin', 'least-requests', 'least-response-time', 'source-hash']

t.test('every algorithm gives undefined when nobody is left, and the only one when one is', async (t) => {
  const [only] = members('cas1')
  for (const name of names) {
    t.equal(createBalancer(name).choose([], client), undefined, name)
    t.equal(createBalancer(name).choose(only ? [only] : [], client), only, name)
  }
})

t.test('round robin follows the weights without bursts', async (t) => {
  const balancer = createBalancer('round-robin')
  const farm = members('a*3', 'b', 'c')
  const order = Array.from({ length: 10 }, () => balancer.choose(farm, client)?.plan.name).join('')
  t.equal(order, 'abacaabaca')
})

t.test('property: over one round every server gets exactly its weight', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), (weights) => {
      const balancer = createBalancer('round-robin')
      const farm = members(...weights.map((weight, index) => `s${index}*${weight}`))
      const got = new Map<Member, number>()
      const round = weights.reduce((sum, weight) => sum + weight, 0)
      for (let turn = 0; turn < round; turn++) {
        const chosen = balancer.choose(farm, client)
        if (chosen !== undefined) got.set(chosen, (got.get(chosen) ?? 0) + 1)
      }
      return farm.every((member) => got.get(member) === member.plan.weight)
    }),
  )
})

t.test('round robin goes on evenly when a server drops out and comes back', async (t) => {
  const balancer = createBalancer('round-robin')
  const farm = members('a', 'b', 'c')
  const turn = (candidates: readonly Member[]): string => balancer.choose(candidates, client)?.plan.name ?? ''
  const without = farm.filter((member) => member.plan.name !== 'b')
  const away = Array.from({ length: 6 }, () => turn(without))
  t.equal(away.filter((name) => name === 'a').length, 3)
  const back = Array.from({ length: 9 }, () => turn(farm))
  for (const name of ['a', 'b', 'c']) t.ok(back.filter((other) => other === name).length >= 2, name)
})

t.test('least requests takes the server with the fewest for its weight, and turns among equals', async (t) => {
  const balancer = createBalancer('least-requests')
  const [a, b] = members('a', 'b*2')
  if (a === undefined || b === undefined) throw new Error('two members')
  a.inFlight = 2
  b.inFlight = 3
  t.equal(balancer.choose([a, b], client), b)
  b.inFlight = 5
  t.equal(balancer.choose([a, b], client), a)
  const idle = members('a', 'b')
  const order = Array.from({ length: 4 }, () => balancer.choose(idle, client)?.plan.name).join('')
  t.equal(order, 'abab')
})

t.test('least response time takes the quickest, and spreads load that piles up there', async (t) => {
  const balancer = createLeastResponseTime(() => 0)
  const [quick, slow, fresh] = members('quick', 'slow', 'fresh')
  if (quick === undefined || slow === undefined || fresh === undefined) throw new Error('three members')
  noteResponse(quick, 10, 0)
  noteResponse(slow, 35, 0)
  t.equal(balancer.choose([quick, slow], client), quick)
  quick.inFlight = 3
  t.equal(balancer.choose([quick, slow], client), slow, 'four requests of 10 ms last longer than one of 35')
  t.equal(balancer.choose([quick, slow, fresh], client), fresh, 'a server not measured yet is given a chance')
})

t.test('least response time comes back to a server that was slow long ago', async (t) => {
  let now = 0
  const balancer = createLeastResponseTime(() => now)
  const [quick, slow] = members('quick', 'slow')
  if (quick === undefined || slow === undefined) throw new Error('two members')
  noteResponse(slow, 2_000, 0)
  noteResponse(quick, 10, 0)
  t.equal(balancer.choose([quick, slow], client), quick)
  now = 90_000
  noteResponse(quick, 10, now)
  t.equal(balancer.choose([quick, slow], client), slow)
})

t.test('source hash keeps a client on its server, and shares by weight', async (t) => {
  const balancer = createBalancer('source-hash')
  const farm = members('a', 'b*3')
  const counts = { a: 0, b: 0 }
  for (let index = 0; index < 4_000; index++) {
    const clientAddress = `10.${index >> 8}.${index & 255}.9`
    const chosen = balancer.choose(farm, { clientAddress })
    if (chosen !== balancer.choose([...farm].reverse(), { clientAddress })) t.fail(`${clientAddress} wavers`)
    counts[chosen?.plan.name === 'a' ? 'a' : 'b']++
  }
  t.ok(Math.abs(counts.a - 1_000) < 120, `${counts.a} of 4000 at a quarter of the weight`)
  t.equal(
    balancer.choose(farm, { clientAddress: '::ffff:10.0.0.9' }),
    balancer.choose(farm, { clientAddress: '10.0.0.9' }),
    'an IPv4 client is the same on a socket for both',
  )
})

t.test('property: when a server goes, only its own clients move', async () => {
  const farm = members('a', 'b', 'c', 'd')
  const balancer = createBalancer('source-hash')
  fc.assert(
    fc.property(fc.ipV4(), fc.nat(3), (clientAddress, gone) => {
      const before = balancer.choose(farm, { clientAddress })
      const after = balancer.choose(farm.toSpliced(gone, 1), { clientAddress })
      return before === farm[gone] ? after !== before : after === before
    }),
  )
})
