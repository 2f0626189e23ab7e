import t from 'tap'
import { startDnsServer } from '../../dns/index.ts'
import { framed, opt, query, read, sendTcp, sendUdp } from './raw.ts'
import { intranetZones, longText, publicZones } from './sample-zones.ts'

const host = '127.0.0.1'
const outside = await startDnsServer({ zones: publicZones })
const inside = await startDnsServer({ zones: intranetZones, forwardTo: { host, port: outside.port } })
t.teardown(async () => {
  await inside[Symbol.asyncDispose]()
  await outside[Symbol.asyncDispose]()
})

const ask = async (name: string, type: string, more = {}) => read(await sendUdp(inside.port, query(name, type, more)))

t.test('what a zone of its own holds, it answers itself, and says that it could recurse', async (t) => {
  t.match(await ask('mail.contoso.com', 'A'), { flag_aa: true, flag_ra: true, answers: [{ data: '192.168.16.3' }] })
  t.match(await ask('mail.contoso.com', 'AAAA'), { flag_aa: true, rcode: 'NOERROR', answers: [] })
  t.match(await ask('autodiscover.mail.contoso.com', 'A'), { flag_aa: true, rcode: 'NXDOMAIN' })
})

t.test('all else is the other server’s answer, not authoritative', async (t) => {
  const answer = await ask('autodiscover.contoso.com', 'A')
  t.match(answer, { id: 4711, flag_aa: false, flag_ra: true, rcode: 'NOERROR' })
  t.same(
    answer.answers?.map((record) => record.type),
    ['CNAME', 'A', 'A'],
  )
  t.match(await ask('none.contoso.com', 'A'), { rcode: 'NXDOMAIN', flag_aa: false, authorities: [{ type: 'SOA' }] })
  t.match(await ask('fabrikam.com', 'A'), { rcode: 'REFUSED' })
})

t.test('without RD nothing is forwarded', async (t) => {
  t.match(await ask('autodiscover.contoso.com', 'A', { flags: 0 }), { rcode: 'REFUSED', flag_ra: true })
  t.match(await ask('portal.contoso.local', 'A', { flags: 0 }), { rcode: 'NOERROR', answers: [{ type: 'CNAME' }] })
})

t.test('an alias of its own that leads outside is followed there', async (t) => {
  const answer = await ask('portal.contoso.local', 'A')
  t.match(answer, { rcode: 'NOERROR', flag_aa: true })
  t.same(
    answer.answers?.map((record) => record.name),
    ['portal.contoso.local', 'autodiscover.contoso.com', 'Mail.contoso.com', 'Mail.contoso.com'],
  )
  t.match(await ask('portal.contoso.local', 'TXT'), {
    rcode: 'NOERROR',
    authorities: [{ type: 'SOA', name: 'contoso.com' }],
  })
})

t.test('a long answer is fetched over TCP and cut only for those who take no more', async (t) => {
  const name = 'dkim._domainkey.contoso.com'
  t.match(await ask(name, 'TXT'), { flag_tc: true, answers: [] })
  t.match(await ask(name, 'TXT', { additionals: [opt(1232)] }), { flag_tc: false, answers: [{ type: 'TXT' }] })
  const [message] = await sendTcp(inside.port, [framed(query(name, 'TXT'))], 1)
  const [record] = read(message).answers ?? []
  t.equal(
    record?.type === 'TXT' && Buffer.concat([record.data].flat().map((part) => Buffer.from(part))).toString(),
    longText,
  )
})
