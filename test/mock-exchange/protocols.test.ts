import t from 'tap'
import { vdirModules } from '../../mock-exchange/vdirs/index.ts'
import { type Answer, ask, basic } from './support/client.ts'
import { handshake, oneConnection } from './support/ntlm-client.ts'
import { startServers } from './support/servers.ts'

// Each protocol once, through the front end, the relay and the back end.
const servers = await startServers({ modules: vdirModules })
t.teardown(() => servers[Symbol.asyncDispose]())
const alice = basic('alice', 'Pässword:1')
const send = (
  path: string,
  options: { method?: string; body?: string; headers?: Record<string, string> } = {},
  agent = undefined as ReturnType<typeof oneConnection> | undefined,
): Promise<Answer> =>
  ask({ port: servers.port('cas2', 443), trust: servers.certificate, path, ...options, ...(agent && { agent }) })

t.test('a browser logs on to OWA with the form and its cookies', async (t) => {
  const first = await send('/owa/')
  t.equal(first.status, 302)
  t.match(first.header('location'), /^https:\/\/mail\.contoso\.com\/owa\/auth\/logon\.aspx\?url=/)
  const page = await send('/owa/auth/logon.aspx?url=https%3a%2f%2fmail.contoso.com%2fowa%2f&reason=0')
  t.equal(page.status, 200)
  const form = new URLSearchParams({
    destination: 'https://mail.contoso.com/owa/',
    flags: '4',
    forcedownlevel: '0',
    username: 'CONTOSO\\alice',
    password: 'Pässword:1',
    isUtf8: '1',
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie: 'PBack=0' }
  const logOn = await send('/owa/auth.owa', { method: 'POST', headers, body: form.toString() })
  t.equal(logOn.status, 302)
  t.equal(logOn.header('location'), 'https://mail.contoso.com/owa/')
  const cookie = logOn.all('set-cookie').map((each) => each.split(';')[0])
  const inbox = await send('/owa/', { headers: { cookie: cookie.join('; ') } })
  t.equal(inbox.status, 200)
  t.equal(inbox.header('x-feserver'), 'CAS2')
  t.equal(inbox.header('x-beserver'), 'CAS1')
})

t.test('Autodiscover answers a GET with error 600', async (t) => {
  const answer = await send('/autodiscover/autodiscover.xml', { headers: alice })
  t.equal(answer.status, 200)
  t.match(answer.body, '<ErrorCode>600</ErrorCode>')
  t.equal((await send('/Autodiscover/Autodiscover.xml')).header('x-soap-enabled'), 'True')
})

t.test('Autodiscover v2 wants no log-on, is not there in 2013, and the paths of ProxyShell are refused', async (t) => {
  const path = '/Autodiscover/Autodiscover.json'
  t.equal((await send(`${path}?Email=alice@contoso.com&Protocol=Ews`)).status, 404)
  t.equal(
    (await send(`${path}?@evil.example/mapi/nspi&Email=autodiscover/autodiscover.json%3f@evil.example`)).status,
    400,
  )
})

t.test('ActiveSync lists its versions', async (t) => {
  const answer = await send('/Microsoft-Server-ActiveSync', { method: 'OPTIONS', headers: alice })
  t.equal(answer.status, 200)
  t.match(answer.header('ms-asprotocolversions'), '14.1')
})

t.test('EWS is reached with NTLM, and MRSProxy refuses while it is off', async (t) => {
  const agent = oneConnection(true)
  const { first, second } = handshake({ user: 'alice', password: 'Pässword:1' })
  const challenge = await send('/EWS/Exchange.asmx', { headers: first }, agent)
  t.equal((await send('/EWS/Exchange.asmx', { headers: second(challenge) }, agent)).status, 200)
  t.equal((await send('/EWS/mrsproxy.svc', { method: 'POST', body: '<x/>' }, agent)).status, 403)
  agent.destroy()
})

t.test('Outlook Anywhere echoes with its own method', async (t) => {
  const answer = await send('/rpc/rpcproxy.dll?mailbox@contoso.com:6001', {
    method: 'RPC_IN_DATA',
    headers: { ...alice, accept: 'application/rpc' },
    body: '1234',
  })
  t.match(answer, { status: 200, reason: 'Success' })
  t.equal(answer.header('content-type'), 'application/rpc')
})
