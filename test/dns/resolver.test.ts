import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import t from 'tap'
import type { DnsType } from '../../base/dns-answer.ts'
import { createResolver, startDnsServer } from '../../dns/index.ts'
import { intranetZones, longText, publicZones, zonePlan } from './sample-zones.ts'

const host = '127.0.0.1'
const outside = await startDnsServer({ zones: publicZones })
const inside = await startDnsServer({ zones: intranetZones, forwardTo: { host, port: outside.port } })
t.teardown(async () => {
  await inside[Symbol.asyncDispose]()
  await outside[Symbol.asyncDispose]()
})
const internet = createResolver({ host, port: outside.port })
const intranet = createResolver({ host, port: inside.port })

t.test('records as dig prints them', async (t) => {
  const value = async (name: string, type: DnsType) =>
    (await internet.resolve(name, type)).records.map((record) => record.value)
  t.same(await value('mail.contoso.com', 'A'), ['203.0.113.10', '203.0.113.11'])
  t.same(await value('mail.contoso.com', 'AAAA'), ['2001:db8::10'])
  t.same(await value('contoso.com', 'MX'), ['0 mail.contoso.com.', '10 backup.fabrikam.com.'])
  t.same(await value('contoso.com', 'TXT'), ['"v=spf1 a mx ~all"'])
  t.same(await value('contoso.com', 'NS'), ['dns.bridgehead.invalid.'])
  t.same(await value('_autodiscover._tcp.contoso.com', 'SRV'), ['0 0 443 mail.contoso.com.'])
  t.same(await value('autodiscover.contoso.com', 'CNAME'), ['Mail.contoso.com.'])
  t.match(await value('contoso.com', 'SOA'), [
    /^dns\.bridgehead\.invalid\. hostmaster\.contoso\.com\. \d+ 86400 7200 3600000 900$/,
  ])
})

t.test('aliases stand before what they lead to', async (t) => {
  t.same(await internet.resolve('Autodiscover.contoso.com.', 'A'), {
    status: 'answer',
    authoritative: true,
    records: [
      { name: 'Autodiscover.contoso.com', type: 'CNAME', ttl: 300, value: 'Mail.contoso.com.' },
      { name: 'Mail.contoso.com', type: 'A', ttl: 60, value: '203.0.113.10' },
      { name: 'Mail.contoso.com', type: 'A', ttl: 60, value: '203.0.113.11' },
    ],
  })
})

t.test('no such name, no such record, no zone, with how long that may be kept', async (t) => {
  const none = { records: [], authoritative: true }
  t.same(await internet.resolve('none.contoso.com', 'A'), { status: 'nxdomain', negativeTtl: 900, ...none })
  t.same(await internet.resolve('mail.contoso.com', 'MX'), { status: 'nodata', negativeTtl: 900, ...none })
  t.match(await internet.resolve('fabrikam.com', 'A'), { status: 'refused', records: [], authoritative: false })
  const lost = await internet.resolve('lost.contoso.com', 'A')
  t.match(lost, { status: 'nxdomain', negativeTtl: 900, records: [{ type: 'CNAME', value: 'none.contoso.com.' }] })
  t.match(await internet.resolve('circle.contoso.com', 'A'), { status: 'nodata' })
  t.match(await internet.resolve('x.branch.contoso.com', 'A'), { status: 'servfail' })
})

t.test('split DNS: the same name from both sides', async (t) => {
  t.match(await internet.resolve('mail.contoso.com', 'A'), {
    authoritative: true,
    records: [{ value: '203.0.113.10' }, {}],
  })
  t.match(await intranet.resolve('mail.contoso.com', 'A'), {
    authoritative: true,
    records: [{ value: '192.168.16.3' }],
  })
  t.match(await intranet.resolve('autodiscover.contoso.com', 'A'), { authoritative: false, status: 'answer' })
})

t.test('what is too long for UDP comes over TCP', async (t) => {
  const text = 'x'.repeat(1900)
  await using server = await startDnsServer({ zones: [zonePlan('a.example', [{ name: '@', txt: text }])] })
  const { records } = await createResolver({ host, port: server.port }).resolve('a.example', 'TXT')
  t.equal(records[0]?.value.replace(/[" ]/g, ''), text)
  const [long] = (await internet.resolve('dkim._domainkey.contoso.com', 'TXT')).records
  t.ok(long?.value.startsWith('"v=DKIM1; p=AAA'))
  t.ok(long?.value.endsWith('\\"quoted\\" \\\\ \\195\\169"'))
  t.equal(Buffer.byteLength(longText) > 512, true)
})

t.test('an alias that the server does not follow is asked for', async (t) => {
  await using server = await startDnsServer({
    zones: [
      zonePlan('a.example', [
        { name: '@', txt: 'here' },
        { name: 'x', cname: 'y.b.example' },
      ]),
    ],
  })
  const resolver = createResolver({ host, port: server.port })
  t.match(await resolver.resolve('x.a.example', 'A'), {
    status: 'refused',
    records: [{ type: 'CNAME', value: 'y.b.example.' }],
  })
})

t.test('silence is a timeout, an end by the caller is the caller’s', async (t) => {
  const silent = createSocket('udp4')
  let queries = 0
  silent.on('message', () => {
    queries += 1
  })
  silent.bind(0, host)
  await once(silent, 'listening')
  const resolver = createResolver({ host, port: silent.address().port, timeout: 50 })
  t.same(await resolver.resolve('contoso.com', 'A'), { status: 'timeout', records: [], authoritative: false })
  t.equal(queries, 2)
  const abort = new AbortController()
  const asked = once(silent, 'message')
  const ended = createResolver({ host, port: silent.address().port }).resolve('contoso.com', 'A', abort.signal)
  await asked
  abort.abort(new Error('enough'))
  await t.rejects(ended, { message: 'enough' })
  await t.rejects(resolver.resolve('contoso.com', 'A', abort.signal), { message: 'enough' })
  silent.close()
  await once(silent, 'close')
  t.match(await resolver.resolve('contoso.com', 'A'), { status: 'timeout' }, 'nobody there')
})

t.test('malformed answers are a failure of the server', async (t) => {
  const broken = createSocket('udp4')
  broken.on('message', (message, client) => {
    const answer = Buffer.concat([message, Buffer.from([1, 2, 3])])
    answer.writeUInt16BE(0x8000, 2)
    answer.writeUInt16BE(9, 6)
    broken.send(answer, client.port, client.address)
  })
  broken.bind(0, host)
  await once(broken, 'listening')
  const resolver = createResolver({ host, port: broken.address().port })
  t.match(await resolver.resolve('contoso.com', 'A'), { status: 'servfail', records: [] })
  broken.close()
})

t.test('names that no message can carry are refused before anything is sent', async (t) => {
  for (const name of [
    '',
    '.',
    'a..b',
    `${'a'.repeat(64)}.com`,
    'mail contoso.com',
    'münchen.example',
    Array(130).fill('aa').join('.'),
  ]) {
    await t.rejects(internet.resolve(name, 'A'), { code: 'BH_ERR_DNS_NAME' }, JSON.stringify(name))
  }
})

t.test('many at once', async (t) => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => intranet.resolve(`host${index}.web.contoso.com`, 'A')),
  )
  t.equal(answers.filter(({ status }) => status === 'answer').length, 200)
})
