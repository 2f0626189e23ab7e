import t from 'tap'
import { ask, basic } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers({
  cas1: '    vdirs: { Autodiscover: { sslFlags: None }, EWS: { authentication: [basic] } }',
})
t.teardown(() => servers[Symbol.asyncDispose]())
const alice = basic('alice', 'Pässword:1')
const send = (path: string, headers: Record<string, string> = {}, host = 'mail.contoso.com') =>
  ask({ port: servers.port('cas1', 443), trust: servers.certificate, path, host, headers: { ...alice, ...headers } })

t.test('the back end learns who the client is, where it came in, and what it asked for', async (t) => {
  const echo = (await send('/Autodiscover/X?q=%20', { 'X-Forwarded-For': '203.0.113.9' })).echo()
  t.match(echo.headers, {
    host: 'cas1.contoso.com:444',
    'x-sourcecafeserver': 'cas1.contoso.com',
    'x-isfromcafe': '1',
    'x-originalrequesthost': 'mail.contoso.com',
    'x-originalrequesthostschemeport': '443:https:mail.contoso.com',
    msexchproxyuri: 'https://mail.contoso.com/Autodiscover/X?q=%20',
    'x-forwarded-for': '203.0.113.9, 127.0.0.1',
  })
  t.same(echo.origin, { scheme: 'https', host: 'mail.contoso.com' })
  t.equal(echo.headers['authorization'], undefined, 'credentials end at the front end')
})

t.test('under SSL offloading it is told http', async (t) => {
  const port = servers.port('cas1', 80)
  const echo = (await ask({ port, path: '/Autodiscover/x', headers: alice })).echo()
  t.match(echo.headers, {
    'x-originalrequesthostschemeport': '80:http:mail.contoso.com',
    msexchproxyuri: 'http://mail.contoso.com/Autodiscover/x',
  })
  t.same(echo.origin, { scheme: 'http', host: 'mail.contoso.com' })
})

t.test('a port in the Host header is kept, unless it is the default', async (t) => {
  t.equal((await send('/Autodiscover/x', {}, 'mail.contoso.com:8443')).echo().origin.host, 'mail.contoso.com:8443')
  t.equal((await send('/Autodiscover/x', {}, 'mail.contoso.com:443')).echo().origin.host, 'mail.contoso.com')
})

t.test('what only front ends may say is taken out of a request from outside', async (t) => {
  const forged = {
    'X-CommonAccessToken': 'forged',
    'X-IsFromCafe': '7',
    'X-SourceCafeServer': 'evil',
    'X-OriginalRequestHostSchemePort': '1:http:evil',
    msExchProxyUri: 'http://evil/',
  }
  const { headers, identity } = (await send('/Autodiscover/x', forged)).echo()
  t.equal(identity, 'CONTOSO\\alice')
  t.notMatch(JSON.stringify(headers), /forged|evil|"7"/)
})

t.test('answers name both servers', async (t) => {
  const answer = await ask({
    port: servers.port('cas2', 443),
    trust: servers.certificate,
    path: '/Autodiscover/x',
    headers: alice,
  })
  t.equal(answer.header('x-feserver'), 'CAS2')
  t.equal(answer.header('x-beserver'), 'CAS1')
  t.equal(answer.header('x-diaginfo'), 'CAS1')
  t.equal(answer.header('x-calculatedbetarget'), 'cas1.contoso.com')
  t.equal(answer.all('server').length, 1)
  t.equal(answer.all('date').length, 1)
  t.equal(answer.all('x-powered-by').length, 1)
})

t.test('a client that closes does not close the connection behind', async (t) => {
  await send('/Autodiscover/x', { connection: 'close', 'client-request-id': 'one' })
  await send('/Autodiscover/x', { connection: 'close', 'client-request-id': 'two' })
  const hop = (id: string) => servers.hop((each) => each.hop === 'back-end' && each.requestId === id)
  t.equal((await hop('one')).connection, (await hop('two')).connection)
})

t.test('EWS clients that prefer it are kept at one server by a cookie, and nobody else is', async (t) => {
  const prefers = { 'X-PreferServerAffinity': 'true' }
  const first = await send('/EWS/x', prefers)
  t.match(first.all('set-cookie').at(-1), /^X-BackEndOverrideCookie=cas1\.contoso\.com~\d+; path=\/; secure; HttpOnly$/)
  const server = async (headers: Record<string, string>, path = '/EWS/x') => (await send(path, headers)).echo().server
  const cookie = 'a=b; X-BackEndOverrideCookie=CAS2.contoso.com~1941996019'
  t.equal(await server({ ...prefers, cookie }), 'cas2')
  t.equal(await server({ cookie }), 'cas1', 'the cookie alone says nothing')
  t.equal(await server({ ...prefers, cookie }, '/Autodiscover/x'), 'cas1')
  t.equal(await server({ ...prefers, cookie: 'X-BackEndOverrideCookie=evil.example~1' }), 'cas1')
  t.notMatch((await send('/EWS/x')).all('set-cookie').join(), 'X-BackEndOverrideCookie')
})
