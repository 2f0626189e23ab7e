import t from 'tap'
import { createLeastResponseTime } from '../../../proxy/balance/least-response-time.ts'
import { noteResponse } from '../../../proxy/member.ts'
import { client, countByName, members } from './farm-of.ts'

t.test('the quickest is taken, and load that piles up there is spread', async (t) => {
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

t.test('a server that was slow long ago takes part again', async (t) => {
  let now = 0
  const balancer = createLeastResponseTime(() => now)
  const [quick, slow] = members('quick', 'slow')
  if (quick === undefined || slow === undefined) throw new Error('two members')
  noteResponse(slow, 2_000, 0)
  noteResponse(quick, 10, 0)
  t.equal(balancer.choose([quick, slow], client), quick)
  now = 90_000
  noteResponse(quick, 10, now)
  const turns = Array.from({ length: 4 }, () => balancer.choose([quick, slow], client))
  t.same(countByName(turns), { quick: 2, slow: 2 })
})

t.test('a burst after a quiet time does not go to one server, whichever was measured last', async (t) => {
  let now = 0
  const balancer = createLeastResponseTime(() => now)
  const [a, b] = members('a', 'b')
  if (a === undefined || b === undefined) throw new Error('two members')
  for (const member of [a, b]) noteResponse(member, 20, 0)
  // Long enough for the times to fade to nothing.
  now = 86_400_000
  noteResponse(a, 20, now)
  const burst = Array.from({ length: 100 }, () => {
    const chosen = balancer.choose([a, b], client)
    if (chosen !== undefined) chosen.inFlight++
    return chosen
  })
  t.same(countByName(burst), { a: 50, b: 50 })
})

t.test('a server that answers nothing any more, or an answer in no time, draws no herd', async (t) => {
  const balancer = createLeastResponseTime(() => 0)
  const [a, b] = members('a', 'b*3')
  if (a === undefined || b === undefined) throw new Error('two members')
  noteResponse(a, 0, 0)
  noteResponse(b, 0, 0)
  const burst = Array.from({ length: 40 }, () => {
    const chosen = balancer.choose([a, b], client)
    if (chosen !== undefined) chosen.inFlight++
    return chosen
  })
  t.same(countByName(burst), { a: 10, b: 30 }, 'by weight')
})
