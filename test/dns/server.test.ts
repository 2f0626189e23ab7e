import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import t from 'tap'
import { startDnsServer } from '../../dns/index.ts'
import { framed, opt, query, read, sendTcp, sendUdp } from './raw.ts'
import { longText, publicZones, zonePlan } from './sample-zones.ts'

const server = await startDnsServer({ zones: publicZones })
t.teardown(() => server[Symbol.asyncDispose]())
const { port } = server

const ask = async (name: string, type: string, more = {}) => read(await sendUdp(port, query(name, type, more)))

t.test(
  'an answer repeats the question to the letter, its number, and RD; it is authoritative and without recursion',
  async (t) => {
    const answer = await ask('mAiL.CoNtOsO.cOm', 'A')
    t.match(answer, {
      id: 4711,
      flag_qr: true,
      flag_aa: true,
      flag_rd: true,
      flag_ra: false,
      flag_tc: false,
      rcode: 'NOERROR',
    })
    t.equal(answer.questions?.[0]?.name, 'mAiL.CoNtOsO.cOm')
    t.equal(answer.answers?.[0]?.name, 'mAiL.CoNtOsO.cOm')
    t.match(await ask('mail.contoso.com', 'A', { flags: 0 }), { flag_rd: false })
  },
)

t.test('NXDOMAIN and NODATA', async (t) => {
  t.match(await ask('none.contoso.com', 'A'), {
    rcode: 'NXDOMAIN',
    flag_aa: true,
    authorities: [{ type: 'SOA', ttl: 900 }],
  })
  t.match(await ask('mail.contoso.com', 'MX'), {
    rcode: 'NOERROR',
    answers: [],
    authorities: [{ type: 'SOA', ttl: 900 }],
  })
  t.match(await ask('mail.contoso.com', 'UNKNOWN_65'), { rcode: 'NOERROR', answers: [] })
})

t.test('REFUSED: names of no zone, the root, transfers, other classes', async (t) => {
  for (const [name, type] of [
    ['fabrikam.com', 'A'],
    ['.', 'NS'],
    ['contoso.com', 'AXFR'],
    ['contoso.com', 'IXFR'],
  ] as const) {
    t.match(await ask(name, type), { rcode: 'REFUSED', flag_aa: false, answers: [] }, `${name} ${type}`)
  }
  const chaos = await sendUdp(
    port,
    query('version.bind', 'TXT', { questions: [{ name: 'contoso.com', type: 'TXT', class: 'CH' }] }),
  )
  t.match(read(chaos), { rcode: 'REFUSED', questions: [{ class: 'CH' }] })
})

t.test('NOTIMP: other operations, types that are no data', async (t) => {
  t.match(await ask('contoso.com', 'A', { flags: 4 << 11 }), { rcode: 'NOTIMP', opcode: 'NOTIFY' })
  t.match(await ask('contoso.com', 'TSIG'), { rcode: 'NOTIMP' })
})

t.test('FORMERR: no question, two, a cut one, two OPT records, rubbish behind', async (t) => {
  const formerr = async (bytes: Uint8Array) =>
    t.match(read(await sendUdp(port, bytes)), { id: 4711, rcode: 'FORMERR', answers: [] })
  const question = { name: 'contoso.com', type: 'A' as const }
  await formerr(query('x', 'A', { questions: [] }))
  await formerr(query('x', 'A', { questions: [question, question] }))
  await formerr(query('contoso.com', 'A').subarray(0, 20))
  await formerr(query('contoso.com', 'A', { additionals: [opt(1232), opt(1232)] }))
  await formerr(query('contoso.com', 'A', { additionals: [opt(1232)] }).subarray(0, -4))
  const compressed = query('contoso.com', 'A')
  compressed.writeUInt16BE(0xc00c, 12)
  await formerr(compressed)
})

t.test('EDNS: the OPT record is answered with one, DO comes back, other versions are BADVERS', async (t) => {
  t.same((await ask('mail.contoso.com', 'A')).additionals, [])
  const [plain] = (await ask('mail.contoso.com', 'A', { additionals: [opt(4096)] })).additionals ?? []
  t.match(plain, { type: 'OPT', udpPayloadSize: 1232, ednsVersion: 0, flag_do: false })
  const [dnssec] = (await ask('mail.contoso.com', 'A', { additionals: [opt(4096, 0, true)] })).additionals ?? []
  t.match(dnssec, { flag_do: true })
  const bad = await ask('mail.contoso.com', 'A', { additionals: [opt(4096, 1)] })
  t.match(bad, { rcode: 'NOERROR', answers: [], additionals: [{ type: 'OPT', extendedRcode: 1 }] })
})

t.test('what is too long for UDP is cut with TC, whole with enough room or over TCP', async (t) => {
  const name = 'dkim._domainkey.contoso.com'
  const small = await sendUdp(port, query(name, 'TXT'))
  t.ok((small?.length ?? 0) <= 512)
  t.match(read(small), { flag_tc: true, answers: [] })
  t.match(read(await sendUdp(port, query(name, 'TXT', { additionals: [opt(600)] }))), {
    flag_tc: true,
    additionals: [{ type: 'OPT' }],
  })
  t.match(await ask(name, 'TXT', { additionals: [opt(4096)] }), { flag_tc: false, answers: [{ type: 'TXT' }] })
  const [whole] = await sendTcp(port, [framed(query(name, 'TXT'))], 1)
  const [record] = read(whole).answers ?? []
  t.equal(
    record?.type === 'TXT' && Buffer.concat([record.data].flat().map((part) => Buffer.from(part))).toString(),
    longText,
  )
})

t.test('additional records go before anything is cut', async (t) => {
  const hosts = Array.from({ length: 12 }, (_, index) => ({ name: 'big', aaaa: `2001:db8::${index + 1}` }))
  const records = [{ name: '@', mx: { preference: 0, exchange: 'big.a.example' } }, ...hosts]
  await using big = await startDnsServer({ zones: [zonePlan('a.example', records)] })
  t.match(read(await sendUdp(big.port, query('a.example', 'MX'))), {
    flag_tc: false,
    answers: [{ type: 'MX' }],
    additionals: [],
  })
  const roomy = read(await sendUdp(big.port, query('a.example', 'MX', { additionals: [opt(1232)] })))
  t.equal(roomy.additionals?.length, 13)
})

t.test(
  'TCP: many queries on one connection, in pieces of any size, each answered, also after the client has ended',
  async (t) => {
    const names = Array.from({ length: 150 }, (_, index) => `host${index}.web.contoso.com`)
    const stream = Buffer.concat(names.map((name, index) => framed(query(name, 'A', { id: index }))))
    const cuts = [0, 1, 2, 40, 41, 500, 501, 3000, stream.length]
    const pieces = cuts.slice(1).map((end, index) => stream.subarray(cuts[index], end))
    const answers = (await sendTcp(port, pieces, names.length)).map(read)
    t.equal(answers.length, names.length)
    t.same(new Set(answers.map((answer) => answer.answers?.[0]?.name)), new Set(names))
  },
)

t.test('UDP and TCP have the same port, and a port in use has its message', async (t) => {
  t.equal(read((await sendTcp(port, [framed(query('mail.contoso.com', 'A'))], 1))[0]).answers?.length, 2)
  await t.rejects(startDnsServer({ zones: [], port }), {
    code: 'BH_ERR_PORT_IN_USE',
    message: new RegExp(`127.0.0.1:${port}`),
  })
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const taken = (other.address() as AddressInfo).port
  await t.rejects(startDnsServer({ zones: [], port: taken }), { code: 'BH_ERR_PORT_IN_USE' })
  other.close()
})

t.test('a named port is taken, and free again after', async (t) => {
  const first = await startDnsServer({ zones: publicZones })
  await first[Symbol.asyncDispose]()
  await first[Symbol.asyncDispose]()
  await using second = await startDnsServer({ zones: publicZones, port: first.port })
  t.equal(second.port, first.port)
})

t.test('zones can change while it runs; zones that cannot be leave the old ones', async (t) => {
  await using changing = await startDnsServer({ zones: [zonePlan('a.example', [{ name: '@', a: '192.0.2.1' }])] })
  const address = async () =>
    Reflect.get(read(await sendUdp(changing.port, query('a.example', 'A'))).answers?.[0] ?? {}, 'data')
  t.equal(await address(), '192.0.2.1')
  changing.setZones([zonePlan('a.example', [{ name: '@', a: '192.0.2.2' }])])
  t.equal(await address(), '192.0.2.2')
  t.throws(() => changing.setZones([zonePlan('a.example', [{ name: '@', cname: 'b.example' }])]), {
    code: 'BH_ERR_DNS_ALIAS',
  })
  t.equal(await address(), '192.0.2.2')
})

t.test('open connections do not keep it from stopping', async (t) => {
  const stopping = await startDnsServer({ zones: publicZones })
  const socket = connect(stopping.port, '127.0.0.1')
  await once(socket, 'connect')
  const closed = once(socket, 'close')
  await stopping[Symbol.asyncDispose]()
  await closed
  t.pass('closed')
})
