import t from 'tap'
import type { KeyPair } from '../../base/key-pair.ts'
import type { FarmPlan } from '../../topology/edge-plan.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge } from './edge-lab.ts'
import { textServer, type WireServer, wireServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const stranger = await testAuthority(t.testdir({ stranger: {} }), 'Stranger CA')
const good = await authority.issue(['cas1.test', 'mail.test'])

const server = (pair: KeyPair): Promise<WireServer> =>
  wireServer(
    async (wire) => {
      for (;;) {
        const { head } = await wire.message()
        wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${head.length}\r\n\r\n${head}`)
      }
    },
    { pair },
  )

interface Case {
  readonly pair: KeyPair
  readonly tls?: Partial<NonNullable<FarmPlan['tls']>>
  readonly host?: string
}

async function asked({ pair, tls = {}, host = 'mail.test' }: Case) {
  await using cas = await server(pair)
  const farm = farmOn('cas', [cas.port], { tls: { ca: undefined, servername: undefined, verify: true, ...tls } })
  await using lab = await startTestEdge({ farms: { cas: farm }, trusted: authority.certificate })
  const client = await lab.client()
  const answer = await client.send(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`).message()
  client.socket.destroy()
  // What the servers were sent within TLS.
  const sent = cas.wires.map(({ text }) => text).join('')
  return { ...answer, sent, record: await lab.record() }
}

t.test('a server with a good certificate is spoken to over TLS', async (t) => {
  const { head, record } = await asked({ pair: good })
  t.match(head, /^HTTP\/1\.1 200 /)
  t.match(record, { status: 200, edge: { mode: 'bridge', serverConnection: 1 } })
})

t.test('the name is the Host, with or without port, or the one of the farm', async (t) => {
  t.match((await asked({ pair: good, host: 'Mail.test:443' })).head, / 200 /)
  t.match((await asked({ pair: good, host: 'other.test', tls: { servername: 'cas1.test' } })).head, / 200 /)
})

t.test('an address as Host is checked as an address', async (t) => {
  const { body } = await asked({ pair: good, host: '127.0.0.1' })
  t.match(body, 'not for 127.0.0.1')
  t.match((await asked({ pair: await authority.issue(['127.0.0.1']), host: '127.0.0.1' })).head, / 200 /)
})

const expired = await authority.issue(['mail.test'], { from: -30, to: -1 })
const rejected: Record<string, readonly [Case, cause: string, sentence: RegExp]> = {
  'for another name': [
    { pair: await authority.issue(['cas1.test', 'cas1']) },
    'tls-name-mismatch',
    /its certificate is for cas1\.test, cas1, not for mail\.test/,
  ],
  'for another name than the farm wants': [
    { pair: good, tls: { servername: 'cas2.test' } },
    'tls-name-mismatch',
    /not for cas2\.test/,
  ],
  'of an authority that nobody trusts': [
    { pair: await stranger.issue(['mail.test']) },
    'tls-untrusted',
    /issued by Stranger CA/,
  ],
  'that has expired': [{ pair: expired }, 'tls-expired', /valid from .* to .* \d{4} GMT only/],
}
for (const [what, [one, cause, sentence]] of Object.entries(rejected)) {
  t.test(`a certificate ${what} is rejected, and page and record say why`, async (t) => {
    const { head, body, record, sent } = await asked(one)
    t.match(head, /^HTTP\/1\.1 502 /)
    t.match(head, `\r\nX-Bridgehead-Cause: ${cause}\r\n`)
    t.equal(sent, '', 'nothing of the request went to that server')
    t.match(body, /Server cas1 of farm cas: /)
    t.match(body, sentence)
    t.match(record, { status: 502, cause, detail: sentence, edge: { mode: 'bridge', server: 'cas1' } })
    t.equal(record.edge?.serverConnection, undefined)
  })
}

t.test('verify: false takes what comes', async (t) => {
  const strange = await stranger.issue(['mail.test'])
  for (const pair of [expired, strange, await authority.issue(['cas1.test'])]) {
    t.match((await asked({ pair, host: 'any.test', tls: { verify: false } })).head, / 200 /)
  }
})

t.test('a server that speaks plain HTTP on that port: tls-handshake', async (t) => {
  await using plain = await wireServer((wire) => wire.send('HTTP/1.1 400 Bad Request\r\n\r\n').socket.end())
  const farm = farmOn('cas', [plain.port], { tls: { ca: undefined, servername: 'mail.test', verify: true } })
  await using lab = await startTestEdge({ farms: { cas: farm }, trusted: authority.certificate })
  const client = await lab.client()
  t.match((await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n').message()).head, /^HTTP\/1\.1 502 /)
  t.match(await lab.record(), { cause: 'tls-handshake' })
  client.socket.destroy()
})

t.test('a connection checked for one name is not used for another', async (t) => {
  await using cas = await server(good)
  const farm = farmOn('cas', [cas.port], { tls: { ca: undefined, servername: undefined, verify: true } })
  await using lab = await startTestEdge({ farms: { cas: farm }, trusted: authority.certificate })
  const client = await lab.client()
  for (const [number, host] of ['mail.test', 'cas1.test', 'mail.test'].entries()) {
    t.match((await client.send(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`).message()).head, / 200 /)
    t.match(await lab.record(number + 1), { edge: { serverConnection: [1, 2, 1][number] } })
  }
  client.socket.destroy()
})

t.test('an authority that is no PEM is told at start', async (t) => {
  await using plain = await textServer(() => '')
  const farm = farmOn('cas', [plain.port], { tls: { ca: undefined, servername: undefined, verify: true } })
  await t.rejects(startTestEdge({ farms: { cas: farm }, trusted: 'no PEM' }), { code: 'BH_ERR_EDGE_AUTHORITY' })
})

t.test('why TLS failed is said in words, without those of OpenSSL and Node for their own users', async (t) => {
  const unknown = await asked({ pair: await stranger.issue(['mail.test']) })
  t.match(
    unknown.body,
    /its certificate is issued by Stranger CA, which the farm does not trust \(unable to [a-z ]+\)\./,
  )
  await using plain = await wireServer(async (wire) => void wire.send('HTTP/1.1 400 Bad Request\r\n\r\n'))
  const farm = farmOn('cas', [plain.port], { tls: { ca: undefined, servername: undefined, verify: true } })
  await using lab = await startTestEdge({ farms: { cas: farm }, trusted: authority.certificate })
  const client = await lab.client()
  const { body } = await client.send('GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n').message()
  t.match(body, 'the TLS handshake failed (what the server answers is no TLS).')
  client.socket.destroy()
})
