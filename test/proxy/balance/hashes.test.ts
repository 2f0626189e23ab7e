import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { RawHeaders } from '../../../http1/index.ts'
import type { BalancedRequest } from '../../../proxy/balance/index.ts'
import type { BalanceName } from '../../../topology/schema/farm.ts'
import { balancerOf, client, countByName, from, get, members } from './farm-of.ts'

const hashNames = ['source-hash', 'url-hash', 'header-hash', 'cookie-hash', 'query-hash'] as const
const farm = members('a', 'b', 'c', 'd', 'e', 'f', 'g')
const hash = (name: BalanceName, ...hashOn: readonly string[]) => {
  const balancer = balancerOf(name, farm, ...hashOn)
  return (request: BalancedRequest) => balancer.choose(farm, request)?.plan.name
}
/** The server of every request, and that of a second look, which must be the same. */
const same = (t: Test, choose: (request: BalancedRequest) => string | undefined, requests: BalancedRequest[]) => {
  const [first, ...others] = requests.map(choose)
  for (const other of others) t.equal(other, first)
}

t.test('source hash: the address, in whichever family the socket tells it', async (t) => {
  const choose = hash('source-hash')
  same(t, choose, [from('10.0.0.9'), from('::ffff:10.0.0.9'), from('::FFFF:10.0.0.9'), from('10.0.0.9')])
  same(t, choose, [from('2001:db8::A'), from('2001:db8::a')])
})

t.test('url hash: path and query, the path as rules read it', async (t) => {
  const choose = hash('url-hash')
  same(t, choose, [
    get('/owa/a.aspx?x=1'),
    get('/OWA/A.aspx?x=1'),
    get('/owa/%61.aspx?x=1'),
    get('/owa/./a.aspx?x=1'),
    get('http://mail.test/owa/a.aspx?x=1'),
  ])
  same(t, choose, [get('/'), get('*'), get('http://mail.test')])
  const apart = Array.from({ length: 700 }, (_, index) => choose(get(`/owa/a.aspx?x=${index}`)))
  t.equal(new Set(apart).size, farm.length, 'the query counts')
  t.not(choose(get('/owa?x=A')), undefined)
  const cases = Array.from({ length: 50 }, (_, i) => choose(get(`/?k=a${i}`)) === choose(get(`/?k=A${i}`)))
  t.ok(cases.includes(false), 'and its case does')
})

t.test('header hash: the values of the headers named, in their order', async (t) => {
  const choose = hash('header-hash', 'X-Tenant', 'X-User')
  const ask = (...headers: RawHeaders) => get(`/${Math.random()}`, headers)
  same(t, choose, [
    ask(['X-Tenant', 'contoso'], ['X-User', 'alice']),
    ask(['x-user', 'alice'], ['Host', 'a'], ['x-tenant', 'contoso']),
  ])
  const apart = Array.from({ length: 700 }, (_, i) => choose(ask(['X-Tenant', 'contoso'], ['X-User', `u${i}`])))
  t.equal(new Set(apart).size, farm.length)
  const moved = Array.from({ length: 50 }, (_, i) => [
    choose(ask(['X-Tenant', `a${i}`], ['X-User', 'b'])),
    choose(ask(['X-Tenant', 'a'], ['X-User', `${i}b`])),
  ])
  t.ok(
    moved.some(([one, other]) => one !== other),
    'values do not run into one another',
  )
})

t.test('cookie hash: the value of the cookie named, among others', async (t) => {
  const choose = hash('cookie-hash', 'sid')
  same(t, choose, [
    get('/', [['Cookie', 'sid=abc']]),
    get('/x', [['Cookie', 'a=b; sid=abc; c=d']]),
    get('/', [
      ['Cookie', 'SID=other; xsid=other'],
      ['cookie', 'sid=abc; sid=second'],
    ]),
  ])
  const apart = Array.from({ length: 700 }, (_, i) => choose(get('/', [['Cookie', `sid=${i}`]])))
  t.equal(new Set(apart).size, farm.length)
})

t.test('query hash: the values of the parameters named, decoded as ASP.NET does', async (t) => {
  const choose = hash('query-hash', 'user', 'Box')
  same(t, choose, [
    get('/?user=alice+b&box=1'),
    get('/?x=y&BOX=1&User=alice%20b'),
    get('/other?%75ser=alice%20b&box=%31'),
    get('http://mail.test/?user=alice+b&box=1'),
  ])
  same(t, choose, [get('/?user=a&user=b'), get('/?user=a%2Cb'), get('/?User=a&z=1&USER=b')])
  const apart = Array.from({ length: 700 }, (_, i) => choose(get(`/?user=u${i}`)))
  t.equal(new Set(apart).size, farm.length)
})

t.test('a request with nothing to hash goes round robin; so does one that the edge cannot read', async (t) => {
  const nothing: readonly (readonly [BalanceName, BalancedRequest])[] = [
    ['header-hash', get('/', [['Host', 'a']])],
    ['header-hash', get('/', [['X-User', '']])],
    ['cookie-hash', get('/', [['Cookie', 'a=b; sid=']])],
    ['cookie-hash', get('/')],
    ['query-hash', get('/?sid&other=1')],
    ['query-hash', get('/x-user')],
    ['url-hash', client],
    ['header-hash', client],
  ]
  for (const [name, request] of nothing) {
    const choose = hash(name, 'sid', 'x-user')
    const turns = Array.from({ length: 14 }, () => choose(request))
    t.same(new Set(turns).size, 7, name)
  }
})

t.test('weights hold for hashes: three times the weight, three times the keys', async (t) => {
  const two = members('light', 'heavy*3')
  const balancer = balancerOf('query-hash', two, 'user')
  const chosen = Array.from({ length: 4_000 }, (_, index) => balancer.choose(two, get(`/?user=user${index}`)))
  const { light = 0 } = countByName(chosen)
  t.ok(Math.abs(light - 1_000) < 120, `${light} of 4000`)
})

t.test('property: whatever a request says, every hash gives a server', async () => {
  const balancers = hashNames.map((name) => balancerOf(name, farm, 'sid', 'x-user'))
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('sid=', 'x-user=', '&', ';', '%', '%zz', '?', '/', '=', 'http://a'),
  )
  const text = fc.array(part).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, text, (target, cookie, user) => {
      const request = get(target, [
        ['Cookie', cookie],
        ['X-User', user],
        ['Sid', '1'],
      ])
      return balancers.every((balancer) => {
        const chosen = balancer.choose(farm, request)
        return chosen !== undefined && farm.includes(chosen)
      })
    }),
  )
})
