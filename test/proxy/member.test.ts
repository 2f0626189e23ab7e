import t from 'tap'
import { createMembers, noteResponse } from '../../proxy/member.ts'
import { farmPlan, healthPlan } from './edge-plan.ts'

const health = healthPlan()

t.test('every server begins healthy and unmeasured, in the order of the plan', async (t) => {
  const members = createMembers(farmPlan('cas', ['cas1', 'cas2*2']))
  t.same(
    members.map(({ farm, plan, healthy, inFlight }) => [farm, plan.name, plan.weight, healthy, inFlight]),
    [
      ['cas', 'cas1', 1, true, 0],
      ['cas', 'cas2', 2, true, 0],
    ],
  )
})

t.test('a reload keeps the members that stay, with their state', async (t) => {
  const [first, second] = createMembers(farmPlan('cas', ['cas1', 'cas2'], { health }))
  if (first === undefined || second === undefined) throw new Error('two members')
  first.inFlight = 3
  first.healthy = false
  first.reason = 'It does not answer.'
  const after = createMembers(farmPlan('cas', ['cas1*5', 'other', 'cas3'], { health }), [first, second])
  t.equal(after[0], first)
  t.match(first, { inFlight: 3, healthy: false, plan: { weight: 5 } })
  t.not(after[1], second, 'another server on the same address is another member')
  t.not(createMembers(farmPlan('other', ['cas1']), [first])[0], first, 'and so is the server in another farm')
})

t.test('a reload that takes the probe away makes its servers healthy', async (t) => {
  const [member] = createMembers(farmPlan('cas', ['cas1'], { health }))
  if (member === undefined) throw new Error('one member')
  Object.assign(member, { healthy: false, reason: 'It does not answer.' })
  createMembers(farmPlan('cas', ['cas1']), [member])
  t.match(member, { healthy: true, reason: undefined })
})

t.test('the response time is a moving average', async (t) => {
  const [member] = createMembers(farmPlan('cas', ['cas1']))
  if (member === undefined) throw new Error('one member')
  noteResponse(member, 80, 1)
  t.equal(member.responseMilliseconds, 80)
  noteResponse(member, 160, 2)
  t.equal(member.responseMilliseconds, 90)
  t.equal(member.respondedAt, 2)
})
