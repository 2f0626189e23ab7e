import { connect } from 'node:net'
import t from 'tap'
import { createClock } from '../../../base/clock.ts'
import { waitUntil } from '../../../base/deadline.ts'
import type { HopRecord } from '../../../base/trace.ts'
import { startEssentials } from '../../../mock-exchange/essentials/essentials.ts'
import { loadPlanText } from '../../../topology/index.ts'
import { selfSigned } from '../support/certificates.ts'
import { type Answer, ask } from '../support/client.ts'

const { plan } = loadPlanText(`
domain: contoso.com
hosts:
  essentials: { role: essentials, intranet: 192.168.16.3, publicName: remote.contoso.com }
users:
  alice: { password: "Pässword:1", displayName: "Alice <Archer>" }
`)
const [essentials] = plan.essentialsServers
if (essentials === undefined) throw new Error('the topology has no Essentials server')
const certificate = selfSigned(['remote.contoso.com'])
const clock = createClock()
const hops: HopRecord[] = []
const server = await startEssentials(
  { plan: essentials, certificate, computers: new Map() },
  {
    dial: async (address, port) => connect(port, address),
    clock,
    record: (hop) => hops.push(hop),
    held: () => {},
    users: plan.users,
    domain: plan.domain,
    trust: [],
    netbios: plan.netbios,
    organisation: plan.organisation,
  },
)
t.teardown(async () => {
  clock[Symbol.dispose]()
  await server[Symbol.asyncDispose]()
})
const portOf = (tls: boolean): number => server.sockets.find((socket) => socket.tls === tls)?.port ?? 0
const host = 'remote.contoso.com'
const send = (path: string, options: { method?: string; body?: string; headers?: Record<string, string> } = {}) =>
  ask({ port: portOf(true), trust: certificate.certificate, host, path, ...options })
const logOn = (username: string, password: string, returnUrl = '%2fRemote'): Promise<Answer> =>
  send(`/Remote/logon?ReturnUrl=${returnUrl}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ username, password }).toString(),
  })

t.test('the way in leads to the logon page', async (t) => {
  const root = await send('/')
  t.match(root, { status: 302 })
  t.equal(root.header('location'), '/remote')
  const remote = await send('/Remote')
  t.equal(remote.header('location'), '/Remote/logon?ReturnUrl=%2fRemote')
  const page = await send('/Remote/logon?ReturnUrl=%2fRemote')
  t.equal(page.status, 200)
  t.match(page.body, /<form method="post" action="\/Remote\/logon\?ReturnUrl=%2FRemote">/)
})

t.test('a user logs on, is greeted, and is recorded', async (t) => {
  const answer = await logOn('CONTOSO\\alice', 'Pässword:1')
  t.equal(answer.status, 302)
  t.equal(answer.header('location'), '/Remote')
  const cookie = answer.header('set-cookie') ?? ''
  t.match(cookie, /^\.ASPXAUTH=\S+; path=\/; secure; HttpOnly$/)
  const headers = { cookie: cookie.split(';')[0] ?? '', 'client-request-id': 'home' }
  t.match((await send('/remote/', { headers })).body, 'Welcome, Alice &lt;Archer&gt;.')
  const hop = await waitUntil(() => hops.find(({ requestId }) => requestId === 'home'), { what: 'the record' })
  t.match(hop, { hop: 'essentials', host: 'essentials', status: 200, identity: 'CONTOSO\\alice' })

  clock.advance(31 * 60_000)
  t.equal((await send('/remote', { headers })).status, 302, 'the session is over after 30 minutes')
})

t.test('wrong passwords and forged cookies are not let in', async (t) => {
  const answer = await logOn('alice', 'guess')
  t.equal(answer.status, 200)
  t.match(answer.body, 'not valid')
  t.equal(answer.header('set-cookie'), undefined)
  t.equal((await send('/remote', { headers: { cookie: '.ASPXAUTH=OTk5OTk5OTk5OTk5OTk5IGFsaWNl.AAAA' } })).status, 302)
})

t.test('the log-on leads to places of this site only', async (t) => {
  for (const elsewhere of ['https%3a%2f%2fevil.example', '%2f%2fevil.example', '%2f%5cevil', '%2fa%0d%0aX%3a1']) {
    t.equal((await logOn('alice', 'Pässword:1', elsewhere)).header('location'), '/Remote', elsewhere)
  }
})

t.test('logging off takes the cookie away', async (t) => {
  t.match((await send('/Remote/logoff')).header('set-cookie'), /^\.ASPXAUTH=; expires=/)
})

t.test('the client connector is there, over plain HTTP too', async (t) => {
  t.match((await send('/Connect')).body, 'Connect your computer')
  t.equal((await ask({ port: portOf(false), host, path: '/connect' })).status, 200)
})

t.test('everything else over plain HTTP leads to https', async (t) => {
  const answer = await ask({ port: portOf(false), host: 'remote.contoso.com:80', path: '/Remote?x=1' })
  t.equal(answer.status, 302)
  t.equal(answer.header('location'), 'https://remote.contoso.com/Remote?x=1')
})

t.test('mail that is sent here fails visibly', async (t) => {
  for (const path of ['/owa/', '/EWS/Exchange.asmx', '/Microsoft-Server-ActiveSync', '/rpcwithcert/rpcproxy.dll']) {
    t.equal((await send(path)).status, 404, path)
  }
})
