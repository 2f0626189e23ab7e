import fc from 'fast-check'
import t from 'tap'
import type { Member } from '../../../proxy/member.ts'
import { balanceNames } from '../../../topology/schema/farm.ts'
import { balancerOf, client, members } from './farm-of.ts'

t.test('every algorithm gives undefined when nobody is left, and the only one when one is', async (t) => {
  const [only] = members('cas1')
  for (const name of balanceNames) {
    t.equal(balancerOf(name, []).choose([], client), undefined, name)
    t.equal(balancerOf(name, only ? [only] : []).choose(only ? [only] : [], client), only, name)
  }
})

t.test('round robin follows the weights without bursts', async (t) => {
  const farm = members('a*3', 'b', 'c')
  const balancer = balancerOf('round-robin', farm)
  const order = Array.from({ length: 10 }, () => balancer.choose(farm, client)?.plan.name).join('')
  t.equal(order, 'abacaabaca')
})

t.test('property: over one round every server gets exactly its weight', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), (weights) => {
      const farm = members(...weights.map((weight, index) => `s${index}*${weight}`))
      const balancer = balancerOf('round-robin', farm)
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
  const farm = members('a', 'b', 'c')
  const balancer = balancerOf('round-robin', farm)
  const turn = (candidates: readonly Member[]): string => balancer.choose(candidates, client)?.plan.name ?? ''
  const without = farm.filter((member) => member.plan.name !== 'b')
  const away = Array.from({ length: 6 }, () => turn(without))
  t.equal(away.filter((name) => name === 'a').length, 3)
  const back = Array.from({ length: 9 }, () => turn(farm))
  for (const name of ['a', 'b', 'c']) t.ok(back.filter((other) => other === name).length >= 2, name)
})

t.test('least requests takes the server with the fewest for its weight, and turns among equals', async (t) => {
  const [a, b] = members('a', 'b*2')
  const balancer = balancerOf('least-requests', [])
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
