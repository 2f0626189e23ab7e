import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { answerFrom, zoneTable } from '../../dns/answer.ts'
import { createZone } from '../../dns/zone.ts'
import { publicZones, zonePlan } from './sample-zones.ts'

const zones = zoneTable(publicZones.map((plan) => createZone(plan, 7)))

/** The zones' answer, in short: `name type data` of each section. */
function ask(name: string, type: string, of = zones) {
  const found = answerFrom(of, { name, labels: name.toLowerCase().split('.'), plain: true, type })
  const short = (record: object) => {
    const { name, type, data } = record as { name: string; type: string; data: unknown }
    return `${name} ${type} ${typeof data === 'string' ? data : JSON.stringify(data)}`
  }
  if (found === undefined) return undefined
  const { answers, authorities, additionals } = found
  return {
    ...found,
    answers: answers.map(short),
    authorities: authorities.map(short),
    additionals: additionals.map(short),
  }
}

const soa = /^contoso\.com SOA \{"mname":"dns\.bridgehead\.invalid","rname":"hostmaster\.contoso\.com","serial":7,/

t.test('records of a name, with the smallest TTL of the set and the case of the question', async (t) => {
  const found = answerFrom(zones, {
    name: 'MAIL.contoso.COM',
    labels: ['mail', 'contoso', 'com'],
    plain: true,
    type: 'A',
  })
  t.match(found, { rcode: 'NOERROR', authoritative: true, authorities: [] })
  t.same(found?.answers, [
    { name: 'MAIL.contoso.COM', ttl: 60, type: 'A', data: '203.0.113.10' },
    { name: 'MAIL.contoso.COM', ttl: 60, type: 'A', data: '203.0.113.11' },
  ])
})

t.test('no record of the type is NODATA, no such name NXDOMAIN, both with the SOA', async (t) => {
  t.match(ask('mail.contoso.com', 'TXT'), { rcode: 'NOERROR', answers: [], authorities: [soa] })
  t.match(ask('none.contoso.com', 'A'), { rcode: 'NXDOMAIN', answers: [], authorities: [soa] })
  t.match(ask('x.mail.contoso.com', 'A'), { rcode: 'NXDOMAIN' })
})

t.test('a negative answer is kept for the smaller of TTL and negative TTL', async (t) => {
  const ttlOf = (name: string) =>
    answerFrom(zones, { name, labels: name.split('.'), plain: true, type: 'MX' })?.authorities.map((record) =>
      Reflect.get(record, 'ttl'),
    )
  t.same(ttlOf('none.contoso.com'), [900])
  t.same(ttlOf('none.outlook.example'), [120])
})

t.test('a name that only has names below it exists', async (t) => {
  for (const name of ['b.c.contoso.com', 'c.contoso.com', '_tcp.contoso.com', '_domainkey.contoso.com']) {
    t.match(ask(name, 'A'), { rcode: 'NOERROR', answers: [] }, name)
  }
  t.match(ask('x.c.contoso.com', 'A'), { rcode: 'NXDOMAIN' })
})

t.test(
  'a wildcard stands for names below that do not exist, however deep, but not beside or below ones that do',
  async (t) => {
    t.same(ask('shop.web.contoso.com', 'A')?.answers, ['shop.web.contoso.com A 203.0.113.20'])
    t.same(ask('a.b.web.contoso.com', 'A')?.answers, ['a.b.web.contoso.com A 203.0.113.20'])
    t.match(ask('shop.web.contoso.com', 'MX'), { rcode: 'NOERROR', answers: [], authorities: [soa] })
    t.match(ask('www.web.contoso.com', 'A'), { rcode: 'NOERROR', answers: [] })
    t.match(ask('x.www.web.contoso.com', 'A'), { rcode: 'NXDOMAIN' })
    t.match(ask('web.contoso.com', 'A'), { rcode: 'NOERROR', answers: [] })
    t.same(ask('*.web.contoso.com', 'A')?.answers, ['*.web.contoso.com A 203.0.113.20'])
  },
)

t.test('a wildcard of the whole zone', async (t) => {
  const whole = zoneTable([createZone(zonePlan('contoso.com', [{ name: '*', a: '203.0.113.1' }]))])
  t.same(ask('anything.contoso.com', 'A', whole)?.answers, ['anything.contoso.com A 203.0.113.1'])
  t.same(ask('contoso.com', 'A', whole)?.answers, [])
})

t.test('aliases are followed within the zones of the server', async (t) => {
  const to = 'autodiscover.contoso.com CNAME Mail.contoso.com'
  const mail = ['Mail.contoso.com A 203.0.113.10', 'Mail.contoso.com A 203.0.113.11']
  t.same(ask('autodiscover.contoso.com', 'A')?.answers, [to, ...mail])
  t.same(ask('deep.contoso.com', 'A')?.answers, ['deep.contoso.com CNAME autodiscover.contoso.com', to, ...mail])
  t.same(ask('cloud.contoso.com', 'A')?.answers.slice(1), ['autodiscover.outlook.example A 198.51.100.1'])
  t.same(ask('autodiscover.contoso.com', 'CNAME')?.answers, [to])
  t.match(ask('autodiscover.contoso.com', 'TXT'), { rcode: 'NOERROR', answers: [to], authorities: [soa] })
  t.match(ask('lost.contoso.com', 'A'), {
    rcode: 'NXDOMAIN',
    answers: ['lost.contoso.com CNAME none.contoso.com'],
    authorities: [soa],
  })
})

t.test('an alias that leads out of all zones says where to', async (t) => {
  const own = zoneTable([createZone(zonePlan('contoso.com', [{ name: 'x', cname: 'y.example' }]))])
  t.match(ask('x.contoso.com', 'A', own), {
    rcode: 'NOERROR',
    answers: ['x.contoso.com CNAME y.example'],
    leadsTo: 'y.example',
  })
})

t.test('a circle of aliases ends', async (t) => {
  t.equal(ask('circle.contoso.com', 'A')?.answers.length, 17)
})

t.test('mail servers and services bring the addresses of their hosts', async (t) => {
  const additionals = [
    'mail.contoso.com A 203.0.113.10',
    'mail.contoso.com A 203.0.113.11',
    'mail.contoso.com AAAA 2001:db8:0:0:0:0:0:10',
  ]
  t.same(ask('contoso.com', 'MX')?.additionals, additionals)
  t.same(ask('_autodiscover._tcp.contoso.com', 'SRV')?.additionals, additionals)
})

t.test('every zone has an SOA and a name server; its own when it names one', async (t) => {
  t.match(ask('contoso.com', 'SOA')?.answers, [soa])
  t.same(ask('contoso.com', 'NS')?.answers, ['contoso.com NS dns.bridgehead.invalid'])
  const own = zoneTable([
    createZone(
      zonePlan('a.example', [
        { name: '@', ns: 'ns.a.example' },
        { name: 'ns', a: '192.0.2.1' },
      ]),
    ),
  ])
  t.match(ask('a.example', 'NS', own), {
    answers: ['a.example NS ns.a.example'],
    additionals: ['ns.a.example A 192.0.2.1'],
  })
})

t.test('ANY gets one set of records', async (t) => {
  t.match(ask('contoso.com', 'ANY')?.answers, [soa])
  t.equal(ask('mail.contoso.com', 'ANY')?.answers.length, 2)
  t.same(ask('autodiscover.contoso.com', 'ANY')?.answers, ['autodiscover.contoso.com CNAME Mail.contoso.com'])
})

t.test('below a delegation the answer is where to ask', async (t) => {
  t.match(ask('www.branch.contoso.com', 'A'), {
    authoritative: false,
    referral: true,
    answers: [],
    authorities: ['branch.contoso.com NS ns.branch.contoso.com'],
    additionals: ['ns.branch.contoso.com A 203.0.113.40'],
  })
})

t.test('the most specific zone answers, and nothing of the wider one shows through', async (t) => {
  const both = zoneTable([
    createZone(zonePlan('contoso.com', [{ name: 'mail', mx: { preference: 0, exchange: 'x.contoso.com' } }])),
    createZone(zonePlan('Mail.Contoso.com', [{ name: '@', a: '192.168.16.3' }])),
  ])
  t.same(ask('mail.contoso.com', 'A', both)?.answers, ['mail.contoso.com A 192.168.16.3'])
  t.match(ask('mail.contoso.com', 'MX', both), { rcode: 'NOERROR', answers: [] })
  t.equal(ask('autodiscover.contoso.com', 'A', zoneTable([createZone(zonePlan('mail.contoso.com'))])), undefined)
  t.equal(ask('xmail.contoso.com', 'A', zoneTable([createZone(zonePlan('mail.contoso.com'))])), undefined)
})

t.test('zones that cannot be are refused', async (t) => {
  const alias = { name: 'x', cname: 'y.example' }
  const refused = { code: 'BH_ERR_DNS_ALIAS' }
  t.throws(() => createZone(zonePlan('contoso.com', [alias, { name: 'X', a: '192.0.2.1' }])), {
    ...refused,
    message: /In the zone contoso\.com, x\.contoso\.com has a CNAME beside A\./,
  })
  t.throws(() => createZone(zonePlan('contoso.com', [alias, { name: 'x', cname: 'z.example' }])), refused)
  t.throws(() => createZone(zonePlan('contoso.com', [{ name: '@', cname: 'y.example' }])), refused)
  const long = Array.from({ length: 5 }, () => 'a'.repeat(60)).join('.')
  t.throws(() => createZone(zonePlan('contoso.com', [{ name: long, a: '192.0.2.1' }])), { code: 'BH_ERR_DNS_NAME' })
  const twice = [createZone(zonePlan('contoso.com')), createZone(zonePlan('CONTOSO.com'))]
  t.throws(() => zoneTable(twice), { code: 'BH_ERR_DNS_ZONE_TWICE' })
})

t.test('a record written twice is there once', async (t) => {
  const record = { name: 'x', a: '192.0.2.1' }
  const once = zoneTable([createZone(zonePlan('contoso.com', [record, { ...record, ttl: 5 }]))])
  t.equal(ask('x.contoso.com', 'A', once)?.answers.length, 1)
})

t.test('every name gets an answer, a denial, or nobody here to ask', async () => {
  const label = fc.constantFrom(
    'mail',
    'web',
    'www',
    '*',
    'branch',
    'b',
    'c',
    'a',
    'circle',
    'lost',
    'x',
    'contoso',
    'com',
  )
  const type = fc.constantFrom('A', 'MX', 'ANY', 'CNAME', 'NS', 'UNKNOWN_65')
  fc.assert(
    fc.property(fc.array(label, { maxLength: 6 }), type, (labels, wanted) => {
      const name = [...labels, 'contoso.com'].join('.')
      const found = ask(name, wanted)
      if (found === undefined) throw new Error(name)
      const soa = found.authorities.some((record) => record.includes(' SOA '))
      const given = found.answers.some((record) => record.includes(` ${wanted} `)) || wanted === 'ANY'
      const states = [soa, given && !soa, found.referral === true, found.answers.length === 17]
      assert.ok(states.includes(true), name)
    }),
    { numRuns: 200 },
  )
})
