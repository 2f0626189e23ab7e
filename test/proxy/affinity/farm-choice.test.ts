// Host name and source affinity, and what they do together with a cookie: which server a farm chooses.

import t from 'tap'
import { AffinityTokens } from '../../../proxy/affinity/token.ts'
import { Farm } from '../../../proxy/farm.ts'
import { createMembers } from '../../../proxy/member.ts'
import { Ticker } from '../../../proxy/ticker.ts'
import type { AffinityPlan, FarmPlan } from '../../../topology/edge-plan.ts'
import { byCookie, farmPlan } from '../edge-plan.ts'

const ticker = new Ticker()
const idle = 1_200_000
const byHost = (servers: number): AffinityPlan => ({
  cookie: undefined,
  hostName: { servers, idle },
  source: undefined,
})
const bySource: AffinityPlan = { cookie: undefined, hostName: undefined, source: { idle } }

const start = (servers: readonly string[], settings: Partial<FarmPlan>, previous?: Farm): Farm => {
  const plan = farmPlan('cas', servers, settings)
  const members = createMembers(plan, previous?.members)
  return new Farm(plan, members, { context: undefined, affinitySecret: undefined }, ticker, previous)
}
const member = (farm: Farm, name: string) => {
  const found = farm.members.find(({ plan }) => plan.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}
const request = (host: string | undefined, clientAddress = '192.0.2.7', tokens: readonly string[] = []) => ({
  host,
  clientAddress,
  tokens,
  head: undefined,
})
const nameOf = (farm: Farm, ...asked: Parameters<typeof request>) => farm.choose(request(...asked))?.plan.name

t.test('every request for a host goes to one server; hosts are allotted in turn', async (t) => {
  const farm = start(['a', 'b', 'c'], { affinity: byHost(1) })
  const hosts = Array.from({ length: 9 }, (_, index) => `host${index}.test`)
  const first = hosts.map((host) => nameOf(farm, host))
  t.equal(first.join(''), 'abcabcabc')
  t.same(
    hosts.map((host) => nameOf(farm, host, '198.51.100.9')),
    first,
    'other clients too',
  )
  t.equal(nameOf(farm, 'HOST0.test:8443'), 'a', 'case, port and a dot at the end do not count')
  t.equal(nameOf(farm, 'host0.test.'), 'a')
})

t.test('hosts are allotted by weight', async (t) => {
  const farm = start(['a', 'b*2'], { affinity: byHost(1) })
  const names = Array.from({ length: 9 }, (_, index) => nameOf(farm, `host${index}.test`))
  t.equal(names.filter((name) => name === 'b').length, 6)
})

t.test('a host whose server fell ill gets another, and stays there', async (t) => {
  const farm = start(['a', 'b', 'c'], { affinity: byHost(1) })
  t.equal(nameOf(farm, 'one.test'), 'a')
  member(farm, 'a').healthy = false
  const next = nameOf(farm, 'one.test')
  t.not(next, 'a')
  member(farm, 'a').healthy = true
  t.equal(nameOf(farm, 'one.test'), next)
  const refused = member(farm, next ?? '')
  const other = farm.choose(request('one.test'), new Set([refused]))
  t.ok(other && other !== refused, 'one that refuses a connection gives way as well')
  t.equal(farm.choose(request('one.test')), other)
})

t.test('a host with two servers is balanced between them, and keeps two when one goes', async (t) => {
  const farm = start(['a', 'b', 'c', 'd'], { affinity: byHost(2) })
  const pair = () => [...new Set(Array.from({ length: 8 }, () => nameOf(farm, 'one.test')))].toSorted()
  const first = pair()
  t.equal(first.length, 2)
  const [lost = '', kept = ''] = first
  member(farm, lost).healthy = false
  const second = pair()
  t.ok(second.length === 2 && second.includes(kept) && !second.includes(lost), second.join())
  for (const each of farm.members) each.healthy = false
  t.equal(nameOf(farm, 'one.test'), undefined)
  member(farm, 'a').healthy = true
  t.equal(nameOf(farm, 'one.test'), 'a', 'one is better than none')
  for (const each of farm.members) each.healthy = true
  t.equal(pair().length, 2, 'the second comes when there is one')
})

t.test('a cookie chooses among the servers of its host', async (t) => {
  const farm = start(['a', 'b', 'c'], { affinity: { ...byCookie, hostName: { servers: 2, idle } } })
  const tokens = new AffinityTokens(farm.members, undefined)
  const allotted = new Set(Array.from({ length: 8 }, () => nameOf(farm, 'one.test')))
  t.equal(allotted.size, 2)
  for (const each of farm.members) {
    const names = Array.from({ length: 4 }, () => nameOf(farm, 'one.test', '192.0.2.7', [tokens.of(each, 'one.test')]))
    if (allotted.has(each.plan.name)) t.same(new Set(names), new Set([each.plan.name]))
    else
      t.ok(
        names.every((name) => name !== undefined && allotted.has(name)),
        'and no other counts',
      )
  }
})

t.test('of several cookies the first that stands for a server that can serve counts', async (t) => {
  const farm = start(['a', 'b'], { affinity: byCookie })
  const tokens = new AffinityTokens(farm.members, undefined)
  const [a, b] = farm.members.map((each) => tokens.of(each, ''))
  const ask = (...brought: readonly (string | undefined)[]) =>
    nameOf(
      farm,
      'one.test',
      '192.0.2.7',
      brought.filter((each) => each !== undefined),
    )
  const stale = '0'.repeat(64)
  for (let count = 0; count < 3; count++) t.equal(ask(stale, b, a), 'b')
  member(farm, 'b').healthy = false
  t.equal(ask(stale, b, a), 'a')
  const brought = { ...request('one.test'), tokens: [stale, b ?? '', a ?? ''] }
  t.equal(farm.affinity?.setCookie(brought, member(farm, 'a'), false), undefined, 'it needs no other')
  t.match(farm.affinity?.setCookie({ ...brought, tokens: [stale] }, member(farm, 'a'), false), /^ARRAffinity=/)
})

t.test('a client address keeps the server that the balancer gave it, also when servers are added', async (t) => {
  const farm = start(['a', 'b'], { affinity: bySource, balance: 'least-requests' })
  const clients = Array.from({ length: 20 }, (_, index) => `192.0.2.${index}`)
  const first = clients.map((client) => nameOf(farm, 'one.test', client))
  t.equal(first.join(''), 'ab'.repeat(10))
  const more = start(['a', 'b', 'c*9'], { affinity: bySource, balance: 'least-requests' }, farm)
  t.same(
    clients.map((client) => nameOf(more, 'two.test', `::ffff:${client}`)),
    first,
  )
})

t.test('a client whose server fell ill is bound to another, and stays there', async (t) => {
  const farm = start(['a', 'b'], { affinity: bySource })
  t.equal(nameOf(farm, undefined), 'a')
  member(farm, 'a').healthy = false
  t.equal(nameOf(farm, undefined), 'b')
  member(farm, 'a').healthy = true
  for (let count = 0; count < 3; count++) t.equal(nameOf(farm, undefined), 'b')
  t.equal(farm.choose(request(undefined), new Set([member(farm, 'b')])), member(farm, 'a'), 'b refused a connection')
  t.equal(nameOf(farm, undefined), 'a')
})

t.test('source within host name: a client has a server for each of its hosts', async (t) => {
  const farm = start(['a', 'b', 'c', 'd'], { affinity: { ...byHost(2), source: { idle } } })
  for (const host of ['one.test', 'two.test']) {
    const names = new Set(Array.from({ length: 6 }, () => [nameOf(farm, 'one.test'), nameOf(farm, 'two.test')].join()))
    t.equal(names.size, 1, host)
  }
})

t.test('hosts and clients stay where their servers stay over a reload; those of a server that goes move', async (t) => {
  const forms = { hosts: byHost(1), clients: bySource }
  for (const [what, affinity] of Object.entries(forms)) {
    const ask = (farm: Farm) =>
      Array.from({ length: 12 }, (_, index) => nameOf(farm, `h${index}.test`, `192.0.2.${index}`))
    const farm = start(['a', 'b', 'c'], { affinity })
    const before = ask(farm)
    t.same(new Set(before).size, 3)
    const reloaded = start(['a', 'b'], { affinity }, farm)
    const after = ask(reloaded)
    t.ok(
      before.every((name, index) => (name === 'c' ? after[index] !== 'c' : after[index] === name)),
      `${what}: ${before} became ${after}`,
    )
    t.same(ask(start(['a', 'b', 'c'], { affinity }, reloaded)), after, 'and nobody goes back')
  }
})

t.test('a request that began before a reload binds nobody to a server that the reload took out', async (t) => {
  for (const affinity of [byHost(1), bySource]) {
    const before = start(['a', 'b'], { affinity })
    const after = start(['a'], { affinity }, before)
    const seen = ['192.0.2.1', '192.0.2.2'].map((client) => nameOf(before, `${client}.test`, client))
    t.same(seen, ['a', 'b'])
    for (const client of ['192.0.2.1', '192.0.2.2']) t.equal(nameOf(after, `${client}.test`, client), 'a')
  }
})

t.test('after a reload with fewer or more servers for a host, it has so many', async (t) => {
  const pair = (farm: Farm) => [...new Set(Array.from({ length: 8 }, () => nameOf(farm, 'one.test')))].toSorted()
  const one = start(['a', 'b', 'c'], { affinity: byHost(1) })
  t.same(pair(one), ['a'])
  const two = start(['a', 'b', 'c'], { affinity: byHost(2) }, one)
  t.ok(pair(two).length === 2 && pair(two).includes('a'))
  t.same(pair(start(['a', 'b', 'c'], { affinity: byHost(1) }, two)), ['a'])
})

t.test('a farm without affinity keeps nothing', async (t) => {
  const farm = start(['a', 'b'], {})
  t.equal(farm.affinity, undefined)
  t.equal(Array.from({ length: 4 }, () => nameOf(farm, 'one.test')).join(''), 'abab')
})
