import t from 'tap'
import { owa } from '../../../../mock-exchange/vdirs/owa.ts'
import { selfSigned } from '../../support/certificates.ts'
import { startServers } from '../../support/servers.ts'
import { Browser, logonForm } from './browser.ts'

const loggedOn = async (browser: Browser, flags = '4'): Promise<Browser> => {
  await browser.post('/owa/auth.owa', { ...logonForm('alice', 'Pässword:1'), flags })
  return browser
}

t.test('servers with the same certificate accept each other’s cookies, without affinity', async (t) => {
  await using servers = await startServers({ modules: [owa] })
  const { certificate } = servers
  const alice = await loggedOn(new Browser(servers.port('cas1', 443), certificate))
  t.equal((await alice.at(servers.port('cas2', 443), certificate).get('/owa/')).status, 200)
})

t.test('a server with another certificate clears them and shows the logon page: the logon loop', async (t) => {
  await using servers = await startServers({ modules: [owa] })
  const alice = await loggedOn(new Browser(servers.port('cas1', 443), servers.certificate))
  const other = selfSigned(['mail.contoso.com'])
  servers.cas2.setCertificate(other)
  const there = alice.at(servers.port('cas2', 443), other.certificate)
  const answer = await there.get('/owa/')
  t.equal(answer.status, 302)
  t.match(answer.header('location'), /\/owa\/auth\/logon\.aspx\?url=.*&reason=0$/)
  t.equal(answer.all('set-cookie').length, 5)
  t.equal(there.cookies.size, 0)
})

t.test('cookies that are incomplete, garbled or exchanged are cleared the same way', async (t) => {
  await using servers = await startServers({ modules: [owa] })
  const damages: Record<string, (cookies: Map<string, string>) => void> = {
    'one is missing': (cookies) => cookies.delete('cadataIV'),
    'one is garbage': (cookies) => cookies.set('cadataKey', 'AAAA'),
    'the signature is another text': (cookies) => cookies.set('cadataSig', cookies.get('cadataKey') ?? ''),
    'the content is cut': (cookies) => cookies.set('cadata', (cookies.get('cadata') ?? '').slice(0, 20)),
    'they are exchanged': (cookies) => cookies.set('cadata', cookies.get('cadataTTL') ?? ''),
  }
  for (const [title, damage] of Object.entries(damages)) {
    const alice = await loggedOn(new Browser(servers.port('cas1', 443), servers.certificate))
    damage(alice.cookies)
    const answer = await alice.get('/owa/')
    t.same([answer.status, answer.all('set-cookie').length], [302, 5], title)
  }
})

t.test('a session ends: after 15 minutes on a public computer, 8 hours on a private one', async (t) => {
  await using servers = await startServers({ modules: [owa] })
  const port = servers.port('cas1', 443)
  const library = await loggedOn(new Browser(port, servers.certificate), '0')
  const home = await loggedOn(new Browser(port, servers.certificate))
  servers.clock.advance(15 * 60_000 + 1_000)
  t.equal((await library.get('/owa/')).status, 302)
  t.equal((await home.get('/owa/')).status, 200)
  servers.clock.advance(8 * 3_600_000)
  t.equal((await home.get('/owa/')).status, 302)
})

t.test('behind an offloading proxy all redirects still say https', async (t) => {
  await using servers = await startServers({
    modules: [owa],
    cas1: '    vdirs: { owa: { sslFlags: None } }',
  })
  const browser = new Browser(servers.port('cas1', 80))
  t.match((await browser.get('/owa/')).header('location'), /^https:.*url=https%3a%2f%2fmail/)
  const alice = await loggedOn(browser)
  t.equal((await alice.get('/owa/')).status, 200)
})
