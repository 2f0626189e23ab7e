import t from 'tap'
import { ecp } from '../../../../mock-exchange/vdirs/ecp.ts'
import { owa } from '../../../../mock-exchange/vdirs/owa.ts'
import { ask, basic } from '../../support/client.ts'
import { startServers } from '../../support/servers.ts'
import { Browser, logonCookies, logonForm } from './browser.ts'

const servers = await startServers({ modules: [owa, ecp] })
t.teardown(() => servers[Symbol.asyncDispose]())
const { certificate } = servers
const browser = (): Browser => new Browser(servers.port('cas1', 443), certificate)
const logonPageFor = (path: string): string =>
  `https://mail.contoso.com/owa/auth/logon.aspx?url=https%3a%2f%2fmail.contoso.com%2f${path}&reason=0`

t.test('the ladder of redirects leads from the root to the logon page', async (t) => {
  const root = await browser().get('/')
  t.same([root.status, root.header('location')], [302, 'https://mail.contoso.com/owa/'])
  const start = await browser().get('/OWA/')
  t.same([start.status, start.header('location')], [302, logonPageFor('OWA%2f')])
  t.same((await browser().get('/ecp')).header('location'), logonPageFor('ecp'))
  t.same((await browser().get('/ecp')).all('set-cookie'), [], 'there are no cookies to clear')
})

t.test('the logon page has the form that browsers and DavMail look for', async (t) => {
  const { status, body, header } = await browser().get(new URL(logonPageFor('owa%2f')).href.slice(24))
  t.equal(status, 200)
  t.match(header('content-type'), /^text\/html/)
  t.match(body, /<form action="\/owa\/auth\.owa" method="POST" name="logonForm"/)
  for (const name of ['destination', 'flags', 'forcedownlevel', 'username', 'password', 'passwordText', 'isUtf8']) {
    t.match(body, new RegExp(`<input [^>]*name="${name}"`), name)
  }
  t.match(body, /name="destination" value="https:\/\/mail\.contoso\.com\/owa\/"/)
  t.match(body, /<!-- OwaPage = ASP\.auth_logon_aspx -->/)
})

t.test('a good password: 302 to the destination, five secure cookies, and the start page names the user', async (t) => {
  const alice = browser()
  const posted = await alice.post('/owa/auth.owa', logonForm('CONTOSO\\alice', 'Pässword:1'))
  t.same([posted.status, posted.header('location')], [302, 'https://mail.contoso.com/owa/'])
  const lines = posted.all('set-cookie')
  t.same(
    lines.map((line) => line.split('=')[0]),
    logonCookies,
  )
  t.ok(lines.every((line) => line.endsWith('; path=/; secure; HttpOnly')))
  t.notMatch(lines.join(), /alice|Pässword/i)

  const page = await alice.get('/owa/')
  t.equal(page.status, 200)
  t.match(page.body, /CONTOSO\\alice/)
  t.match(page.body, /\/owa\/prem\/15\.0\.1497\.2\//)
  t.equal(page.header('x-owa-version'), '15.0.1497.2')
  t.ok(alice.cookies.get('UserContext'))
  const context = alice.cookies.get('UserContext')
  await alice.get('/owa/')
  t.equal(alice.cookies.get('UserContext'), context, 'the session stays the same')
  t.match((await alice.get('/ecp/?rfr=owa')).body, /CONTOSO\\alice/, 'the same cookies serve ECP')
})

t.test('names are taken in all forms, and wrong passwords lead back with reason=2', async (t) => {
  for (const name of ['alice', 'ALICE@contoso.com', 'contoso\\Alice']) {
    t.equal((await browser().post('/owa/auth.owa', logonForm(name, 'Pässword:1'))).all('set-cookie').length, 5, name)
  }
  const wrong = await browser().post('/owa/auth.owa', logonForm('alice', 'guess'))
  t.equal(wrong.status, 302)
  t.equal(
    wrong.header('location'),
    'https://mail.contoso.com/owa/auth/logon.aspx?replaceCurrent=1&reason=2&url=https%3a%2f%2fmail.contoso.com%2fowa%2f',
  )
  t.same(wrong.all('set-cookie'), [])
  t.match((await browser().get('/owa/auth/logon.aspx?reason=2')).body, /isn&#39;t correct/)
  const incomplete = await browser().post('/owa/auth.owa', { username: 'alice' })
  t.match(incomplete.header('location'), /reason=3/)
})

t.test('Basic is taken as well', async (t) => {
  const path = '/owa/'
  const headers = basic('alice', 'Pässword:1')
  const { status, body } = await ask({ port: servers.port('cas1', 443), trust: certificate, path, headers })
  t.equal(status, 200)
  t.match(body, /alice/)
})

t.test('logging off clears the cookies', async (t) => {
  const alice = browser()
  await alice.post('/owa/auth.owa', logonForm('alice', 'Pässword:1'))
  const off = await alice.get('/owa/logoff.owa')
  t.same([off.status, alice.cookies.size], [302, 0])
  t.equal((await alice.get('/owa/')).status, 302)
})

t.test('a destination that is no web address is not followed', async (t) => {
  const form = { ...logonForm('alice', 'Pässword:1'), destination: 'javascript:alert(1)\r\nX-Injected: 1' }
  const posted = await browser().post('/owa/auth.owa', form)
  t.equal(posted.header('location'), 'https://mail.contoso.com/owa/')
})
