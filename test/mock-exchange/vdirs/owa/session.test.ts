// What forms logon makes of forms, cookies and time that are not as they should be.

import { Agent, request as secureRequest } from 'node:https'
import t from 'tap'
import { ecp } from '../../../../mock-exchange/vdirs/ecp.ts'
import { owa } from '../../../../mock-exchange/vdirs/owa.ts'
import { ask } from '../../support/client.ts'
import { startServers } from '../../support/servers.ts'
import { Browser, logonCookies, logonForm } from './browser.ts'

const servers = await startServers({ modules: [owa, ecp] })
t.teardown(() => servers[Symbol.asyncDispose]())
const server = { port: servers.port('cas1', 443), trust: servers.certificate }
const start = 'https://mail.contoso.com/owa/'
const loggedOn = async (user: 'alice' | 'bob', trusted = '4'): Promise<Browser> => {
  const browser = new Browser(server.port, server.trust)
  const password = user === 'alice' ? 'Pässword:1' : "Bob's secret"
  await browser.post('/owa/auth.owa', { ...logonForm(user, password), trusted })
  return browser
}
const post = (body: string, headers: Record<string, string> = {}) =>
  ask({
    ...server,
    method: 'POST',
    path: '/owa/auth.owa',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  })
const good = String(new URLSearchParams(logonForm('alice', 'Pässword:1')))

t.test('what is no logon form leads back with reason=3, and logs nobody on', async (t) => {
  const bad = [
    await post(good, { 'content-type': 'application/json' }),
    await post(good, { 'content-type': 'multipart/form-data; boundary=x' }),
    await post('username=alice'),
    await post(''),
    await post(good, { referer: 'https://mail.contoso.com/owa/auth/logon.aspx?url=x' }),
  ]
  for (const answer of bad) {
    t.same([answer.status, answer.all('set-cookie')], [302, []])
    t.match(
      answer.header('location'),
      /^https:\/\/mail\.contoso\.com\/owa\/auth\/logon\.aspx\?replaceCurrent=1&reason=3&/,
    )
  }
  t.match((await ask({ ...server, path: '/owa/auth/logon.aspx?reason=3' })).body, /takes cookies/)
})

t.test('the logon page sets the cookie that shows whether cookies are on, without any script', async (t) => {
  const page = await ask({ ...server, path: '/owa/auth/logon.aspx' })
  t.same(page.all('set-cookie'), ['PBack=0; path=/; secure'])
  const from = { referer: 'https://mail.contoso.com/owa/auth/logon.aspx', cookie: 'PBack=0' }
  t.equal((await post(good, from)).all('set-cookie').length, 5)
  t.match((await ask({ ...server, path: '/owa/auth.owa' })).header('location'), /logon\.aspx/, 'a GET of the form')
})

t.test('a form of 100 MB is refused, with and without a length, and the server lives on', async (t) => {
  // A connection of its own: the body that is announced never comes.
  const announced = await ask({
    ...server,
    agent: new Agent({ keepAlive: false }),
    method: 'POST',
    path: '/owa/auth.owa',
    headers: { 'content-length': '100000000' },
  })
  t.equal(announced.status, 404, 'by IIS: 404.13')
  t.equal((await servers.hop(({ subStatus }) => subStatus === 13)).status, 404)
  const streamed = await new Promise<number | undefined>((resolve, reject) => {
    const request = secureRequest(
      {
        host: '127.0.0.1',
        port: server.port,
        ca: server.trust,
        servername: 'mail.contoso.com',
        method: 'POST',
        path: '/owa/auth.owa',
        headers: { host: 'mail.contoso.com', 'content-type': 'application/x-www-form-urlencoded' },
      },
      (response) => {
        response.resume()
        resolve(response.statusCode)
        request.destroy()
      },
    )
    request.on('error', reject)
    const piece = Buffer.alloc(65_536, 'a')
    let left = 1_600
    const write = (): void => {
      while (left > 0 && !request.destroyed) {
        left -= 1
        if (!request.write(piece)) return void request.once('drain', write)
      }
      request.end()
    }
    write()
  })
  t.equal(streamed, 413)
  t.equal((await post(good)).status, 302)
})

t.test('nobody is led to another site, and nothing gets into the headers', async (t) => {
  const elsewhere = [
    'https://evil.test/owa/',
    '//evil.test/owa/',
    'https://mail.contoso.com@evil.test/',
    'https://mail.contoso.com.evil.test/',
    'https:\\\\evil.test\\owa',
    'javascript:alert(1)',
    'data:text/html,x',
    `${start}\r\nSet-Cookie: x=1`.replace(start, 'https://evil.test/'),
    'https://mail.contoso.com/owa/logoff.owa',
    'https://mail.contoso.com/owa/auth/logon.aspx?url=x',
  ]
  for (const destination of elsewhere) {
    const answer = await new Browser(server.port, server.trust).post('/owa/auth.owa', {
      ...logonForm('alice', 'Pässword:1'),
      destination,
    })
    t.equal(answer.header('location'), start, destination)
    const page = await ask({ ...server, path: `/owa/auth/logon.aspx?url=${encodeURIComponent(destination)}` })
    t.match(page.body, `name="destination" value="${start}"`, destination)
  }
  const own = await new Browser(server.port, server.trust).post('/owa/auth.owa', {
    ...logonForm('alice', 'Pässword:1'),
    destination: 'https://mail.contoso.com/ecp/?rfr=owa#x\r\nX-Injected: 1',
  })
  t.equal(own.header('location'), 'https://mail.contoso.com/ecp/?rfr=owa#xX-Injected:%201')
  t.equal(own.header('x-injected'), undefined)
})

t.test('marks of HTML in the parameters of the logon page stay text', async (t) => {
  const evil = '"><script>alert(1)</script>'
  const path = `/owa/auth/logon.aspx?reason=${encodeURIComponent(evil)}&url=${encodeURIComponent(`${start}?${evil}`)}`
  t.notMatch((await ask({ ...server, path })).body, /<script>/)
  const error = await ask({ ...server, path: `/owa/auth/errorFE.aspx?httpCode=${encodeURIComponent(evil)}` })
  t.notMatch(error.body, /<script>/)
})

t.test('a session in use goes on, one that is idle ends; a page that waits for mail is no use', async (t) => {
  const library = await loggedOn('alice', '0')
  for (let minutes = 0; minutes < 30; minutes += 10) {
    servers.clock.advance(10 * 60_000)
    const page = await library.get('/owa/')
    t.equal(page.status, 200)
    t.match(page.all('set-cookie').join('\n'), /^cadataTTL=/m, 'the time of the last use')
  }
  t.notMatch((await library.get('/owa/')).all('set-cookie').join('\n'), 'cadataTTL', 'but not with every request')
  servers.clock.advance(10 * 60_000)
  const waiting = await library.get('/owa/attachment.ashx?UA=0')
  t.equal(waiting.status, 404)
  t.notMatch(waiting.all('set-cookie').join('\n'), 'cadataTTL')
  servers.clock.advance(5 * 60_000)
  const over = await library.get('/owa/')
  t.match(over.header('location'), /\/owa\/auth\/logon\.aspx\?url=https%3a%2f%2fmail\.contoso\.com%2fowa%2f&reason=4$/)
  t.same(
    over.all('set-cookie').map((line) => line.split('=')[0]),
    logonCookies,
  )
  t.match((await ask({ ...server, path: '/owa/auth/logon.aspx?reason=4' })).body, /timed out/)
})

t.test('scripts get 440 instead of a logon page: without a session, and with one that has ended', async (t) => {
  const none = await ask({ ...server, method: 'POST', path: '/owa/service.svc?action=FindItem', body: '{}' })
  t.same([none.status, none.reason, none.header('location')], [440, 'Login Timeout', undefined])
  t.equal((await ask({ ...server, path: '/owa/ev.owa2?ns=PendingRequest' })).status, 440)
  t.equal((await ask({ ...server, path: '/ecp/DDI/DDIService.svc/GetList', method: 'POST' })).status, 440)
  t.equal((await ask({ ...server, path: '/owa/', headers: { 'x-requested-with': 'XMLHttpRequest' } })).status, 440)
  const library = await loggedOn('alice', '0')
  servers.clock.advance(15 * 60_000)
  const ended = await library.post('/owa/service.svc?action=FindItem', {})
  t.same([ended.status, ended.all('set-cookie').length], [440, 5])
})

t.test('a form that comes without a session leads to the logon page, and from there to the start', async (t) => {
  const answer = await ask({ ...server, method: 'POST', path: '/owa/?ae=PreFormAction&a=Delete', body: 'id=x' })
  t.equal(
    answer.header('location'),
    `https://mail.contoso.com/owa/auth/logon.aspx?url=${'https%3a%2f%2fmail.contoso.com%2fowa'}&reason=0`,
  )
})

t.test('cookies of two sessions that are mixed belong to nobody', async (t) => {
  const [alice, bob] = [await loggedOn('alice'), await loggedOn('bob')]
  for (const name of logonCookies) {
    const mixed = new Browser(server.port, server.trust)
    for (const [cookie, value] of alice.cookies) mixed.cookies.set(cookie, value)
    mixed.cookies.set(name, bob.cookies.get(name) ?? '')
    const answer = await mixed.get('/owa/')
    if (name === 'cadataSig') t.match(answer.body, /CONTOSO\\alice/, 'the same text under the same key is as good')
    else t.equal(answer.status, 302, name)
  }
  const long = new Browser(server.port, server.trust)
  for (const name of logonCookies) long.cookies.set(name, 'A'.repeat(4_000))
  t.match((await long.get('/owa/')).header('location'), /reason=0$/)
})

t.test('URLs that are too long get 400, and tricks with paths lead nowhere', async (t) => {
  const path = (length: number): string => `/owa/${'a'.repeat(length - 5)}`
  t.equal((await ask({ ...server, path: path(500) })).status, 302)
  t.equal((await ask({ ...server, path: path(600) })).status, 400)
  t.equal((await ask({ ...server, path: `/owa/auth/logon.aspx?url=${'a'.repeat(2_100)}` })).status, 400)
  t.equal((await ask({ ...server, path: `/EWS/${'a'.repeat(2_100)}` })).status, 400)
  for (const trick of [
    '/owa/auth/../?ae=Folder',
    '/owa/auth/..%2f',
    '/owa/auth/%2e%2e/',
    '/owa/auth\\..\\',
    '/owa/auth/x/../../attachment.ashx',
  ]) {
    t.match((await ask({ ...server, path: trick })).header('location'), /logon\.aspx/, trick)
  }
  for (const missing of ['/owa/auth/', '/owa/auth/service.svc', '/owa/auth/15.0.1497.2/nothing.js']) {
    t.equal((await ask({ ...server, path: missing })).status, 404, missing)
  }
  t.equal((await ask({ ...server, path: '/owa/auth/15.0.1497.2/themes/resources/logon.css' })).status, 200)
})

t.test('forms switched off, OWA asks for Basic', async (t) => {
  servers.cas2.setVdir('owa', { authentication: ['basic'] })
  servers.cas2.recycle('MSExchangeOWAAppPool')
  const answer = await ask({ port: servers.port('cas2', 443), trust: servers.certificate, path: '/owa/' })
  t.same([answer.status, answer.all('www-authenticate')], [401, ['Basic realm="mail.contoso.com"']])
})
