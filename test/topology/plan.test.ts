import t from 'tap'
import { loadPlanText } from '../../topology/plan.ts'
import { vary } from './vary.ts'

const plan = (...changes: Parameters<typeof vary> extends [string, ...infer Changes] ? Changes : never) =>
  loadPlanText(vary('ssl-offload', ...changes), { file: '/labs/my-lab.yaml' }).plan

t.test('servers by name get the port of the way that their farm takes', async (t) => {
  const edge = plan([
    '[cas1, cas2]\n        health',
    '[cas1, "cas2:8080", 192.168.16.12, "192.168.16.11:81"]\n        health',
  ]).edges[0]
  t.match(edge?.farms.get('cas')?.servers, [
    { name: 'cas1', endpoint: { address: '192.168.16.11', port: 80 }, weight: 1 },
    { name: 'cas2:8080', endpoint: { address: '192.168.16.12', port: 8080 } },
    { name: '192.168.16.12', endpoint: { address: '192.168.16.12', port: 80 } },
    { name: '192.168.16.11:81', endpoint: { address: '192.168.16.11', port: 81 } },
  ])
  t.equal(edge?.farms.get('mrsproxy')?.servers[0]?.endpoint.port, 443)
  const passed = loadPlanText(vary('ssl-passthrough')).plan.edges[0]
  t.equal(passed?.farms.get('cas')?.servers[0]?.endpoint.port, 443)
})

t.test('IPv6 addresses have one spelling', async (t) => {
  const { plan: six } = loadPlanText(`
domain: contoso.com
networks: { intranet: { range: "2001:db8::/64" } }
hosts:
  lb: { role: edge, intranet: "2001:DB8:0::2" }
  cas1: { role: exchange, intranet: "2001:db8::11" }
edges:
  lb:
    host: lb
    listeners: [{ address: "[2001:db8:0:0::2]:80" }]
    farms: { cas: { servers: [cas1, "2001:DB8::11", "[2001:db8::11]:81"] } }
    rules: [{ farm: cas }]
`)
  t.equal(six.hosts.get('lb')?.intranet, '2001:db8::2')
  t.strictSame(six.edges[0]?.listeners[0]?.endpoint, { address: '2001:db8::2', port: 80 })
  t.strictSame(
    six.edges[0]?.farms.get('cas')?.servers.map(({ endpoint }) => endpoint),
    [80, 80, 81].map((port) => ({ address: '2001:db8::11', port })),
  )
})

t.test('vdirs have the defaults of Exchange 2013', async (t) => {
  const bare = loadPlanText('domain: contoso.com\nhosts: { cas1: { role: exchange, intranet: 192.168.16.11 } }').plan
  const [server] = bare.exchangeServers
  t.match(server, {
    fqdn: 'cas1.contoso.com',
    certificate: undefined,
    roles: ['client-access', 'mailbox'],
    outlookAnywhere: { sslOffloading: true, externalHostname: undefined, internalHostname: 'cas1.contoso.com' },
  })
  const rows = Object.values(server?.vdirs ?? {}).map((vdir) =>
    [vdir.name, vdir.sslFlags, vdir.authentication.join('+'), vdir.internalUrl, vdir.externalUrl ?? '-'].join(' '),
  )
  t.strictSame(rows, [
    'owa inherit basic+forms https://cas1.contoso.com/owa -',
    'ecp inherit anonymous+basic+forms https://cas1.contoso.com/ecp -',
    'EWS inherit anonymous+windows https://cas1.contoso.com/EWS/Exchange.asmx -',
    'Autodiscover inherit anonymous+basic+windows https://cas1.contoso.com/Autodiscover/Autodiscover.xml -',
    'Microsoft-Server-ActiveSync inherit basic https://cas1.contoso.com/Microsoft-Server-ActiveSync -',
    'OAB Ssl,Ssl128 windows https://cas1.contoso.com/OAB -',
    'mapi Ssl,Ssl128 windows https://cas1.contoso.com/mapi -',
    'Rpc None basic+windows https://cas1.contoso.com/Rpc -',
    'PowerShell SslNegotiateCert  http://cas1.contoso.com/PowerShell -',
  ])
  t.strictSame([...new Set(Object.values(server?.backEndSslFlags ?? {}))], ['Ssl'])
  t.equal(server?.vdirs.EWS.mrsProxyEnabled, false)
})

t.test('the host names of a server make its URLs, and a URL of a vdir goes before them', async (t) => {
  const [cas1] = plan([
    'owa: { sslFlags: None }',
    'owa: { sslFlags: None, externalUrl: "https://owa.contoso.com/" }',
  ]).exchangeServers
  t.match(cas1?.vdirs, {
    owa: { sslFlags: 'None', internalUrl: 'https://mail.contoso.com/owa', externalUrl: 'https://owa.contoso.com/' },
    EWS: { externalUrl: 'https://mail.contoso.com/EWS/Exchange.asmx' },
    Autodiscover: { externalUrl: undefined },
    PowerShell: { externalUrl: undefined, internalUrl: 'http://cas1.contoso.com/PowerShell' },
  })
  t.match(cas1?.outlookAnywhere, { externalHostname: 'mail.contoso.com', internalHostname: 'mail.contoso.com' })
})

t.test('rules say in words what they do', async (t) => {
  const texts = plan([
    '      - { host: autodiscover.contoso.com, farm: cas }',
    '      - { host: autodiscover.contoso.com, farm: cas }\n      - { host: "*.Old.contoso.com", redirect: /owa/ }\n      - { path: /PowerShell, deny: 403 }\n      - { farm: cas }',
  ]).edges[0]?.rules.map(({ index, text }) => `${index} ${text}`)
  t.strictSame(texts, [
    '1 path /EWS/mrsproxy.svc -> farm mrsproxy',
    '2 host mail.contoso.com -> farm cas',
    '3 host autodiscover.contoso.com -> farm cas',
    '4 host *.old.contoso.com -> redirect to /owa/',
    '5 path /PowerShell -> deny with 403',
    '6 any request -> farm cas',
  ])
})

t.test('users have a mailbox, a home and a GUID that stays the same', async (t) => {
  const { users, netbios } = plan([
    'alice: { password: "Bridge-Alice-1", displayName: Alice Archer, server: cas1 }',
    'alice: { password: x }',
  ])
  t.match(users, [
    { user: 'alice', domain: 'CONTOSO', displayName: 'alice', mailbox: 'alice@contoso.com', server: 'cas1' },
    { user: 'bob', domain: 'CONTOSO', displayName: 'Bob Baker', mailbox: 'bob@contoso.com', server: 'cas2' },
  ])
  t.equal(netbios, 'CONTOSO')
  const [alice, bob] = users
  t.match(alice?.mailboxGuid, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.not(alice?.mailboxGuid, bob?.mailboxGuid)
  t.equal(alice?.mailboxGuid, plan().users[0]?.mailboxGuid)
})

t.test('files of certificates are absolute, from the folder of the topology', async (t) => {
  const { certificates, edges, name } = plan(
    ['certificates:\n', 'certificates:\n  old: { pfx: pki/old.pfx, passphraseFile: old.pass }\n'],
    ['certificates: [mail]', 'certificates: [mail, { cert: a.pem, key: a.key }, { pfx: b.pfx, passphrase: x }]'],
    ['tls: { servername: mail.contoso.com }', 'tls: { ca: ca.pem }'],
  )
  const ends = (path: unknown, end: string): void => {
    t.match(String(path).replaceAll('\\', '/'), new RegExp(`^([A-Z]:)?/labs/${end}$`))
  }
  const settings = certificates.get('old')?.settings
  if (settings === undefined || !('pfx' in settings)) throw new Error('old is a file')
  ends(settings.pfx, 'pki/old.pfx')
  ends(settings.passphraseFile, 'old.pass')
  const [named, pem, pfx] = edges[0]?.listeners[0]?.tls?.certificates ?? []
  t.strictSame(named, { kind: 'named', name: 'mail' })
  ends(pem?.kind === 'pem' && pem.key, 'a.key')
  ends(pfx?.kind === 'pfx' && pfx.pfx, 'b.pfx')
  ends(edges[0]?.farms.get('mrsproxy')?.tls?.ca, 'ca.pem')
  t.equal(name, 'my-lab')
})

t.test('a plan is frozen all through', async (t) => {
  const frozen = plan()
  t.throws(() => Object.assign(frozen, { name: 'x' }), TypeError)
  t.throws(() => Object.assign(frozen.edges[0]?.rules[0] ?? {}, { host: 'x' }), TypeError)
  const hosts = frozen.hosts as Map<string, unknown>
  t.throws(() => hosts.set('x', {}), /cannot be changed/)
  t.throws(() => hosts.clear(), /cannot be changed/)
  t.ok(Object.isFrozen(frozen.dns.internet.zones[0]?.records[0]))
})
