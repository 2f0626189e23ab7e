import t from 'tap'
import type { Balancer } from '../../../proxy/balance/index.ts'
import type { Member } from '../../../proxy/member.ts'
import { balancerOf, client, countByName, members } from './farm-of.ts'

/** One request with an answer of so many bytes, over at once; tells who served it. */
const serve = (balancer: Balancer, farm: readonly Member[], bytes: number): Member | undefined => {
  const candidates = farm.filter((member) => member.healthy)
  const chosen = balancer.choose(candidates, client)
  if (chosen === undefined) return undefined
  chosen.requests++
  chosen.responseBytes += bytes
  return chosen
}
const two = (...servers: readonly [string, string]) => {
  const farm = members(...servers)
  const [a, b] = farm
  if (a === undefined || b === undefined) throw new Error('two members')
  return { farm, a, b, balancer: balancerOf('total-traffic', farm) }
}

t.test('the server with the fewest bytes of requests and answers is next', async (t) => {
  const { farm, a, b, balancer } = two('a', 'b')
  a.requestBytes += 600
  b.responseBytes += 500
  t.equal(balancer.choose(farm, client), b)
  b.requestBytes += 200
  t.equal(balancer.choose(farm, client), a)
})

t.test('bytes are shared by weight, however large the answers are', async (t) => {
  const { farm, a, b, balancer } = two('a', 'b*3')
  for (let index = 0; index < 4_000; index++) serve(balancer, farm, 100 + ((index * 7_919) % 10_000))
  const share = a.responseBytes / (a.responseBytes + b.responseBytes)
  t.ok(Math.abs(share - 0.25) < 0.01, `${share} at a quarter of the weight`)
})

t.test('without a byte yet all take part in turn', async (t) => {
  const { farm, balancer } = two('a', 'b')
  t.same(countByName(Array.from({ length: 6 }, () => balancer.choose(farm, client))), { a: 3, b: 3 })
})

t.test('what is under way counts: a burst does not go to one server', async (t) => {
  const { farm, balancer } = two('a', 'b')
  for (let index = 0; index < 11; index++) serve(balancer, farm, 1_000)
  const burst = Array.from({ length: 40 }, () => {
    const chosen = balancer.choose(farm, client)
    if (chosen !== undefined) chosen.inFlight++
    return chosen
  })
  const { a = 0, b = 0 } = countByName(burst)
  t.ok(Math.abs(a - b) <= 2, `${a} and ${b}`)
})

t.test('a server that comes back shares from then on, and need not catch up', async (t) => {
  const { farm, b, balancer } = two('a', 'b')
  for (let index = 0; index < 10; index++) serve(balancer, farm, 1_000)
  b.healthy = false
  t.same(countByName(Array.from({ length: 1_000 }, () => serve(balancer, farm, 1_000))), { a: 1_000 })
  b.healthy = true
  const { a: toA = 0, b: toB = 0 } = countByName(Array.from({ length: 20 }, () => serve(balancer, farm, 1_000)))
  t.ok(Math.abs(toA - toB) <= 2, `${toA} and ${toB} after it was back`)
})

t.test('one that went and came back at once keeps what it owes', async (t) => {
  const { farm, a, b, balancer } = two('a', 'b')
  a.responseBytes += 50_000
  b.healthy = false
  t.equal(balancer.choose([a], client), a)
  b.healthy = true
  a.healthy = false
  t.equal(balancer.choose([b], client), b)
  a.healthy = true
  t.equal(balancer.choose(farm, client), b, 'a is still ahead')
})

t.test('after a reload a new server begins level with those that have carried much', async (t) => {
  const { farm, balancer } = two('a', 'b')
  for (let index = 0; index < 100; index++) serve(balancer, farm, 1_000)
  const more = [...farm, ...members('c')]
  const next = balancerOf('total-traffic', more)
  const { a = 0, b = 0, c = 0 } = countByName(Array.from({ length: 30 }, () => serve(next, more, 1_000)))
  t.same({ a, b, c }, { a: 10, b: 10, c: 10 })
})

t.test('a server that no request tried in vain may go to is not away: it keeps its level', async (t) => {
  const { farm, a, b, balancer } = two('a', 'b')
  a.responseBytes += 10_000
  // b refused a connection, and the request asks for another server.
  t.equal(balancer.choose([a], client), a)
  t.equal(balancer.choose(farm, client), b, 'it is still behind')
})
