import t from 'tap'
import { planEdge } from '../../topology/plan.ts'
import { readEdge } from '../../topology/read.ts'

const planFarm = (farm: string) => {
  const text = `listeners: [{ address: 127.0.0.1:8080 }]\nfarms:\n  cas: { servers: [127.0.0.1:8081], ${farm} }\nrules: [{ farm: cas }]\n`
  const { edge, locate } = readEdge(text, { file: 'edge.yaml' })
  return planEdge(edge, locate, 'edge.yaml').farms.get('cas')
}

t.test('a hash by name has names', async (t) => {
  t.match(planFarm('balance: header-hash, hashOn: [X-Tenant, X-User]'), {
    balance: 'header-hash',
    hashOn: ['X-Tenant', 'X-User'],
  })
  t.match(planFarm('balance: url-hash'), { balance: 'url-hash', hashOn: [] })
  t.match(planFarm('balance: total-traffic'), { balance: 'total-traffic', hashOn: [] })
})

t.test('names that are missing, or mean nothing, are told', async (t) => {
  const cases: Readonly<Record<string, RegExp>> = {
    'balance: header-hash': /:3:\d+: header-hash needs hashOn: the names of the headers to look at/,
    'balance: cookie-hash': /cookie-hash needs hashOn: the names of the cookies to look at/,
    'balance: query-hash': /query-hash needs hashOn: the names of the query parameters to look at/,
    'balance: url-hash, hashOn: [a]':
      /hashOn means nothing to balance: url-hash; it is for header-hash, cookie-hash, query-hash/,
    'hashOn: [a]': /hashOn means nothing to balance: round-robin/,
    'balance: query-hash, hashOn: []': /expected a list with at least 1 entry/,
  }
  for (const [farm, message] of Object.entries(cases)) t.throws(() => planFarm(farm), { message }, farm)
})

t.test('TLS that is passed through shows nothing to hash but the address', async (t) => {
  for (const balance of [
    'url-hash',
    'header-hash, hashOn: [a]',
    'cookie-hash, hashOn: [a]',
    'query-hash, hashOn: [a]',
  ]) {
    const message = new RegExp(`${balance.split(',')[0]} and passthrough exclude each other: .*; use source-hash`)
    t.throws(() => planFarm(`passthrough: true, balance: ${balance}`), { message }, balance)
  }
  t.match(planFarm('passthrough: true, balance: total-traffic'), { balance: 'total-traffic' })
})
