// The directory of a domain controller, by LDAP over a real socket.

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { startDirectory } from '../../../mock-exchange/index.ts'
import { ber, berInteger, berList, berText } from '../../../protocols/ldap/ber.ts'
import {
  decodeResponse,
  encodeSaslBind,
  encodeSearch,
  encodeSimpleBind,
  type LdapEntry,
  type LdapFilter,
  type LdapOutcome,
  LdapSplitter,
} from '../../../protocols/ldap/index.ts'
import {
  createAuthenticate,
  createNegotiate,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from '../../../protocols/ntlm/index.ts'
import { loadPlanText } from '../../../topology/index.ts'

const { plan } = loadPlanText(`
domain: contoso.com
hosts:
  dc1: { role: domain-controller, intranet: 192.168.16.5 }
  cas1: { role: exchange, intranet: 192.168.16.1, autoDiscoverSiteScope: [Paris, Lyon] }
  cas2: { role: exchange, intranet: 192.168.16.2, autoDiscoverServiceInternalUri: "https://mail.contoso.com/autodiscover/autodiscover.xml" }
users:
  alice: { password: "Pa55w.rd", displayName: "Alice, Ann" }
`)
const [controller] = plan.domainControllers
if (controller === undefined) throw new Error('no domain controller')
const { domain, netbios, users, exchangeServers } = plan
const directory = await startDirectory({ plan: controller, domain, netbios, users, exchangeServers })
t.teardown(() => directory[Symbol.asyncDispose]())

class Client {
  readonly socket: Socket = connect(directory.sockets[0]?.port ?? 0, '127.0.0.1')
  readonly #splitter = new LdapSplitter(100_000)
  readonly outcomes: LdapOutcome[] = []
  /** What stood in the place of the matched DN of the last outcome, as bytes. */
  matched: Buffer = Buffer.alloc(0)
  entries: LdapEntry[] = []
  #id = 0

  constructor() {
    t.teardown(() => this.socket.destroy())
    this.socket.on('error', () => undefined)
    this.socket.on('data', (bytes) => {
      for (const message of this.#splitter.push(Buffer.from(bytes))) {
        const { operation } = decodeResponse(message)
        if (operation.kind === 'entry') this.entries.push(operation.entry)
        if (operation.kind !== 'outcome') continue
        this.outcomes.push(operation.outcome)
        const parts = berList(berList(berList(message)[0]?.content ?? Buffer.alloc(0))[1]?.content ?? Buffer.alloc(0))
        this.matched = parts[1]?.content ?? Buffer.alloc(0)
      }
    })
  }

  async ask(encode: (id: number) => Buffer): Promise<LdapOutcome> {
    const before = this.outcomes.length
    this.entries = []
    this.#id += 1
    this.socket.write(encode(this.#id))
    return waitUntil(() => this.outcomes[before], { what: 'an answer' })
  }

  bind(name: string, password: string): Promise<LdapOutcome> {
    return this.ask((id) => encodeSimpleBind(id, name, password))
  }

  search(
    base: string,
    filter: LdapFilter,
    scope: 'base' | 'one' | 'subtree' = 'subtree',
    sizeLimit = 0,
  ): Promise<LdapOutcome> {
    return this.ask((id) => encodeSearch(id, { base, scope, sizeLimit, typesOnly: false, filter, attributes: [] }))
  }
}

/** A bind of [MS-ADTS] 5.1.1.1.3. */
const sicilyBind = (id: number, tag: number, token: Buffer): Buffer =>
  ber(0x30, berInteger(id), ber(0x60, berInteger(3), berText(''), ber(tag, token)))

const ofClass = (value: string): LdapFilter => ({ kind: 'equal', attribute: 'objectClass', value })
const values = ({ attributes }: LdapEntry, wanted: string): readonly string[] =>
  attributes.find(([name]) => name === wanted)?.[1] ?? []

t.test('nobody sees the root DSE, and nothing else', async (t) => {
  const client = new Client()
  t.equal((await client.search('', { kind: 'present', attribute: 'objectClass' }, 'base')).code, 0)
  t.same(values(client.entries[0] ?? { dn: '', attributes: [] }, 'configurationNamingContext'), [
    'CN=Configuration,DC=contoso,DC=com',
  ])
  t.match(await client.search('DC=contoso,DC=com', ofClass('user')), {
    code: 1,
    message: /a successful bind must be completed/,
  })
})

t.test('who is logged on finds the service connection points with their sites', async (t) => {
  const client = new Client()
  for (const name of ['alice@contoso.com', 'CONTOSO\\alice', 'CN=Alice\\, Ann,CN=Users,DC=contoso,DC=com']) {
    t.equal((await client.bind(name, 'Pa55w.rd')).code, 0, name)
  }
  t.equal((await client.search('cn=configuration, dc=contoso,dc=com', ofClass('serviceConnectionPoint'))).code, 0)
  t.same(
    client.entries.map((entry) => values(entry, 'serviceBindingInformation')),
    [
      ['https://cas1.contoso.com/Autodiscover/Autodiscover.xml'],
      ['https://mail.contoso.com/autodiscover/autodiscover.xml'],
    ],
  )
  t.match(values(client.entries[0] ?? { dn: '', attributes: [] }, 'keywords'), [
    '77378F46-2C66-4aa9-A6A6-3E7A48B19596',
    'Site=Paris',
    'Site=Lyon',
  ])
  t.equal((await client.search('CN=Users,DC=contoso,DC=com', { kind: 'present', attribute: 'mail' }, 'one')).code, 0)
  t.match(client.entries, [{ dn: 'CN=Alice\\, Ann,CN=Users,DC=contoso,DC=com' }])
  t.equal(
    (await client.search('DC=contoso,DC=com', { kind: 'present', attribute: 'objectClass' }, 'subtree', 1)).code,
    4,
  )
  t.match(await client.search('CN=Nowhere,CN=Users,DC=contoso,DC=com', ofClass('user')), {
    code: 32,
    matched: 'CN=Users,DC=contoso,DC=com',
  })
})

t.test('NTLM: within SPNEGO, and by itself as impacket speaks it', async (t) => {
  for (const sicily of [false, true]) {
    for (const [password, right] of [
      ['Pa55w.rd', true],
      ['wrong', false],
    ] as const) {
      const client = new Client()
      const negotiate = createNegotiate()
      const first = await client.ask((id) =>
        sicily ? sicilyBind(id, 0x8a, negotiate) : encodeSaslBind(id, 'GSS-SPNEGO', wrapNegTokenInit(negotiate)),
      )
      t.equal(first.code, sicily ? 0 : 14)
      // Sicily has its token where others have the matched DN, which this client reads as text.
      const challenge = sicily ? client.matched : unwrapSpnego(first.saslCredentials ?? Buffer.alloc(0)).token
      const authenticate = createAuthenticate({
        negotiate,
        challenge: challenge ?? Buffer.alloc(0),
        user: 'alice',
        domain: 'CONTOSO',
        password,
      })
      const last = await client.ask((id) =>
        sicily ? sicilyBind(id, 0x8b, authenticate) : encodeSaslBind(id, 'GSS-SPNEGO', wrapNegTokenResp(authenticate)),
      )
      t.equal(last.code, right ? 0 : 49)
      t.equal((await client.search('DC=contoso,DC=com', ofClass('user'))).code, right ? 0 : 1)
    }
  }
  const client = new Client()
  t.equal((await client.ask((id) => encodeSaslBind(id, 'GSS-SPNEGO', Buffer.from('nonsense')))).code, 49)
  t.equal((await client.ask((id) => encodeSaslBind(id, 'DIGEST-MD5', Buffer.alloc(0)))).code, 7)
  t.equal((await client.ask((id) => sicilyBind(id, 0x8b, Buffer.from('NTLMSSP')))).code, 49)
})

t.test('a wrong password leaves nobody logged on', async (t) => {
  const client = new Client()
  t.match(await client.bind('alice@contoso.com', 'wrong'), { code: 49, message: /data 52e/ })
  t.equal((await client.bind('CN=Nobody,DC=contoso,DC=com', 'x')).code, 49)
  t.equal((await client.bind('', '')).code, 0)
  t.equal((await client.search('DC=contoso,DC=com', ofClass('user'))).code, 1)
})

t.test(
  'what is no LDAP ends the connection with a notice; other operations are refused; the server lives on',
  async (t) => {
    for (const bytes of [
      'GET / HTTP/1.1\r\n\r\n',
      Buffer.from('308400ffffff', 'hex'),
      Buffer.from('3003020101', 'hex'),
    ]) {
      const client = new Client()
      client.socket.write(bytes)
      await once(client.socket, 'close')
      t.match(client.outcomes, [{ code: 2 }])
    }
    const client = new Client()
    // A deletion (RFC 4511 section 4.8) is answered with tag 107 and unwillingToPerform.
    client.socket.write(Buffer.from('30090201014a04434e3d61', 'hex'))
    const [answer]: Buffer[] = await once(client.socket, 'data')
    t.match(answer?.toString('hex'), /^30..020101(84.{8}|..)?.*0a0135/)
    t.equal((await client.bind('alice@contoso.com', 'Pa55w.rd')).code, 0)
  },
)

t.test('who reads no answers is no longer read from, and gets all of them once it reads', async (t) => {
  const channel = 'net.server.socket'
  const accepted = Promise.withResolvers<Socket>()
  const take = (message: unknown): void => accepted.resolve((message as { readonly socket: Socket }).socket)
  subscribe(channel, take)
  const client = new Client()
  const server = await accepted.promise
  unsubscribe(channel, take)
  const filter: LdapFilter = { kind: 'present', attribute: 'objectClass' }
  const one = encodeSearch(7, { base: '', scope: 'base', sizeLimit: 0, typesOnly: false, filter, attributes: [] })
  const count = 50_000
  client.socket.pause()
  client.socket.write(Buffer.concat(Array.from({ length: count }, () => one)))
  await waitUntil(() => server.isPaused(), { what: 'the server no longer reads', within: 10_000 })
  t.ok(server.writableLength < 1_000_000, 'little waits to be sent')
  client.socket.resume()
  await waitUntil(() => client.outcomes.length === count, { what: 'all answers', within: 20_000 })
})
