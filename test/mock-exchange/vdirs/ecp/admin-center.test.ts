// The admin center: who may, what is shown, and that what is set there is what the servers then do.

import t from 'tap'
import { ecp } from '../../../../mock-exchange/vdirs/ecp.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { owa } from '../../../../mock-exchange/vdirs/owa.ts'
import { type Answer, ask } from '../../support/client.ts'
import { startServers } from '../../support/servers.ts'
import { Browser, logonForm } from '../owa/browser.ts'

const servers = await startServers({ modules: [owa, ecp, ews] })
t.teardown(() => servers[Symbol.asyncDispose]())
const loggedOn = async (user: string, password: string): Promise<Browser> => {
  const browser = new Browser(servers.port('cas1', 443), servers.certificate)
  await browser.post('/owa/auth.owa', logonForm(user, password))
  return browser
}
/** The first user of the topology, and so its administrator. */
const admin = await loggedOn('alice', 'Pässword:1')
const user = await loggedOn('bob', "Bob's secret")
const canaryOf = async (browser: Browser): Promise<string> =>
  /name="canary" value="([^"]+)"/.exec((await browser.get('/ecp/servers')).body)?.[1] ?? ''
const post = async (path: string, given: Record<string, string> | URLSearchParams): Promise<Answer> => {
  const fields = new URLSearchParams(given)
  fields.set('canary', await canaryOf(admin))
  return admin.post(path, fields)
}
const row = async (server: string, vdir: string): Promise<string> => {
  const { body } = await admin.get('/ecp/vdirs')
  return new RegExp(`<tr data-server="${server}" data-vdir="${vdir}">.*`).exec(body)?.[0] ?? ''
}
/** The form of a virtual directory as it stands, with changes. */
async function edited(
  server: string,
  vdir: string,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<URLSearchParams> {
  const { body } = await admin.get(`/ecp/vdirs/edit?server=${server}&vdir=${vdir}`)
  const fields = new URLSearchParams()
  for (const [tag, name = '', value = ''] of body.matchAll(/<input [^>]*name="(\w+)" value="([^"]*)"[^>]*>/g)) {
    if (!/type="checkbox"/.test(tag) || / checked/.test(tag)) fields.append(name, value)
  }
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) fields.delete(name)
    else fields.set(name, value)
  }
  return fields
}

t.test('administrators come to the virtual directories, others to their own options', async (t) => {
  t.equal((await admin.get('/ecp/')).header('location'), 'https://mail.contoso.com/ecp/vdirs')
  const options = await user.get('/ecp/')
  t.same([options.status, /virtual directories/.test(options.body)], [200, false])
  t.match(options.body, /bob@contoso\.com[\s\S]*of 2048\.0 MB/)
  t.match((await admin.get('/ecp/?rfr=owa')).body, /alice@contoso\.com/)
  for (const path of ['/ecp/vdirs', '/ecp/vdirs/edit?server=cas1&vdir=owa', '/ecp/servers']) {
    t.equal((await user.get(path)).status, 403, path)
  }
  const forms = ['/ecp/vdirs/edit', '/ecp/servers/recycle', '/ecp/servers/iisreset', '/ecp/servers/outlook-anywhere']
  for (const path of forms)
    t.equal(
      (await user.post(path, { server: 'cas1', canary: user.cookies.get('msExchEcpCanary') ?? '' })).status,
      403,
      path,
    )
})

t.test('the list shows every directory of every server, or of one', async (t) => {
  const { body } = await admin.get('/ecp/vdirs')
  t.equal(body.match(/<tr data-server="cas[12]"/g)?.length, 18)
  t.equal((await admin.get('/ecp/vdirs?server=cas2')).body.match(/<tr data-server="cas2"/g)?.length, 9)
  t.match(await row('cas1', 'owa'), /https:\/\/cas1\.contoso\.com\/owa.*class="ssl">Yes<.*Basic, Forms.*in effect/)
  t.match(await row('cas1', 'Rpc'), /class="ssl">No</)
  t.equal((await admin.get('/ecp/vdirs?server=nobody')).status, 404)
  t.equal((await admin.get('/ecp/vdirs/edit?server=cas1&vdir=nothing')).status, 404)
})

t.test('"Require SSL" taken off is in effect after the recycle, on that server alone', async (t) => {
  const plain = (server: 'cas1' | 'cas2') => ask({ port: servers.port(server, 80), path: '/owa/' })
  const saved = await post('/ecp/vdirs/edit', await edited('cas1', 'owa', { requireSsl: undefined }))
  t.equal(saved.header('location'), 'https://mail.contoso.com/ecp/vdirs?note=saved')
  t.match(
    await row('cas1', 'owa'),
    /class="ssl">No<.* Require SSL: in effect after recycle of MSExchangeOWAAppPool or iisreset/,
  )
  t.equal((await plain('cas1')).status, 403, 'set, and not yet in effect')
  const recycled = await post('/ecp/servers/recycle', { server: 'cas1', pool: 'MSExchangeOWAAppPool', back: 'vdirs' })
  t.equal(recycled.header('location'), 'https://mail.contoso.com/ecp/vdirs?note=recycled')
  t.match(await row('cas1', 'owa'), /in effect<\/td>/)
  t.same([(await plain('cas1')).status, (await plain('cas2')).status], [302, 403])
  await post('/ecp/vdirs/edit', await edited('cas1', 'owa', { requireSsl: '1' }))
  await post('/ecp/servers/iisreset', { server: 'cas1' })
  t.equal((await plain('cas1')).status, 403, 'and on again, by iisreset')
})

t.test('one form changes all servers, and only what was changed in it', async (t) => {
  servers.cas2.setVdir('EWS', { internalUrl: 'https://other.contoso.com/EWS/Exchange.asmx' })
  const change = await edited('cas1', 'EWS', {
    mrsProxyEnabled: '1',
    externalUrl: 'https://mail.contoso.com/EWS/Exchange.asmx',
    apply: '*',
  })
  t.equal((await post('/ecp/vdirs/edit', change)).status, 302)
  t.match(await row('cas2', 'EWS'), /MRS Proxy.*other\.contoso\.com.*https:\/\/mail\.contoso\.com\/EWS/)
  t.match(await row('cas1', 'EWS'), /external URL, MRS Proxy: in effect after/)
  t.equal(
    (await post('/ecp/servers/iisreset', { server: '*' })).header('location'),
    'https://mail.contoso.com/ecp/servers?note=reset',
  )
  for (const name of ['cas1', 'cas2']) t.match(await row(name, 'EWS'), /in effect<\/td>/)
})

t.test('a recycle of the pool that serves the page, and an iisreset, still answer the browser', async (t) => {
  for (const pool of ['MSExchangeECPAppPool', 'MSExchangeOWAAppPool']) {
    t.equal((await post('/ecp/servers/recycle', { server: 'cas1', pool })).status, 302, pool)
  }
  t.match((await admin.get('/ecp/servers?note=recycled')).body, 'The application pool has been recycled.')
})

t.test('Outlook Anywhere goes by Active Directory: a poll, then a recycle', async (t) => {
  const state = async (): Promise<string> =>
    /SSL offloading is (.*?)\./.exec((await admin.get('/ecp/servers')).body)?.[1] ?? ''
  t.equal(await state(), 'on now; the settings are in effect')
  const saved = await post('/ecp/servers/outlook-anywhere', {
    server: 'cas1',
    externalHostname: 'mail.contoso.com',
    internalHostname: 'cas1.contoso.com',
  })
  t.match(saved.header('location'), /note=directory$/)
  t.equal(
    await state(),
    'on now; the settings are set in Active Directory; the service host carries it to IIS within 15 minutes',
  )
  servers.clock.advance(15 * 60_000)
  t.equal(
    await state(),
    'on now; the settings are set in IIS; in effect after recycle of MSExchangeRpcProxyFrontEndAppPool or iisreset',
  )
  await post('/ecp/servers/recycle', { server: 'cas1', pool: 'MSExchangeRpcProxyFrontEndAppPool' })
  t.equal(await state(), 'off now; the settings are in effect')
  t.match(
    (await post('/ecp/servers/outlook-anywhere', { server: 'cas1', internalHostname: 'not a name' })).body,
    /host name is not valid/,
  )
})

t.test('Extended Protection is set with the ways to log on', async (t) => {
  t.match((await admin.get('/ecp/vdirs/edit?server=cas1&vdir=mapi')).body, '<option selected>None</option>')
  await post('/ecp/vdirs/edit', await edited('cas1', 'mapi', { extendedProtection: 'Require' }))
  t.match(await row('cas1', 'mapi'), / Extended Protection: in effect after recycle of MSExchangeMapiFrontEndAppPool/)
  t.match((await admin.get('/ecp/vdirs/edit?server=cas1&vdir=mapi')).body, '<option selected>Require</option>')
  t.match(
    (await post('/ecp/vdirs/edit', await edited('cas1', 'mapi', { extendedProtection: 'Perhaps' }))).header('location'),
    /unchanged/,
  )
})

t.test('everybody sets automatic replies of his own, which are then sent as text', async (t) => {
  const page = await user.get('/ecp/?rfr=owa')
  const canary = /name="canary" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const fields = { canary, enabled: '1', internal: 'Away <b>\r\nuntil Monday', external: '' }
  t.equal((await user.post('/ecp/options/automatic-replies', { ...fields, canary: 'x' })).status, 403)
  const saved = await user.post('/ecp/options/automatic-replies', fields)
  t.equal(saved.header('location'), 'https://mail.contoso.com/ecp/?rfr=owa&note=replies')
  t.match(
    (await user.get('/ecp/?rfr=owa')).body,
    /name="enabled" value="1" checked[\s\S]*>\nAway &lt;b&gt;\nuntil Monday<[\s\S]*name="outside" value="1">/,
  )
  const mail = { mode: 'New', to: 'bob', subject: 'Are you there?', body: '' }
  const compose = await admin.get('/owa/?ae=Item&a=New')
  await admin.post('/owa/?ae=PreFormAction&a=Send', {
    ...mail,
    canary: /name="canary" value="([^"]+)"/.exec(compose.body)?.[1] ?? '',
  })
  t.match((await admin.get('/owa/')).body, /Automatic reply: Are you there\?[\s\S]*Away &lt;b&gt; until Monday/)
})

t.test('what is not valid is told, and nothing is changed', async (t) => {
  for (const changes of [
    { internalUrl: '' },
    { internalUrl: 'javascript:alert(1)' },
    { externalUrl: '"><script>alert(1)</script>' },
  ]) {
    const answer = await post('/ecp/vdirs/edit', await edited('cas1', 'OAB', changes))
    t.equal(answer.status, 200)
    t.match(answer.body, /role="alert">The (in|ex)ternal URL is not valid/)
    t.notMatch(answer.body, '<script')
  }
  t.match(await row('cas1', 'OAB'), /in effect<\/td>/)
  t.match((await post('/ecp/vdirs/edit', await edited('cas1', 'OAB', {}))).header('location'), /note=unchanged$/)
  for (const fields of [{ server: 'nobody' }, {}, { server: 'cas1', pool: 'DefaultAppPool' }]) {
    t.equal((await post('/ecp/servers/recycle', fields)).status, 404)
  }
})

t.test('no form without the canary', async (t) => {
  const fields = await edited('cas1', 'owa', { requireSsl: undefined })
  for (const canary of ['', 'x.y', admin.cookies.get('X-OWA-CANARY') ?? 'none']) {
    fields.set('canary', canary)
    t.equal((await admin.post('/ecp/vdirs/edit', fields)).status, 403)
    t.equal((await admin.post('/ecp/servers/iisreset', { server: '*', canary })).status, 403)
  }
  t.match(await row('cas1', 'owa'), /in effect<\/td>/)
})

t.test('DDIService lists the directories in JSON', async (t) => {
  const list = (schema: string, canary: string) =>
    admin.post(`/ecp/DDI/DDIService.svc/GetList?schema=${schema}&msExchEcpCanary=${canary}`, {})
  const canary = await canaryOf(admin)
  t.equal((await list('OWAVirtualDirectory', 'x')).status, 403)
  t.equal((await list('OWAVirtualDirectory', canary)).status, 415, 'a form is no JSON')
  const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const json = (schema: string) =>
    ask({
      port: servers.port('cas1', 443),
      trust: servers.certificate,
      method: 'POST',
      path: `/ecp/DDI/DDIService.svc/GetList?schema=${schema}&msExchEcpCanary=${canary}`,
      headers: { cookie, 'content-type': 'application/json' },
      body: '{"filter":{}}',
    })
  t.match(JSON.parse((await json('WebServicesVirtualDirectory')).body), {
    d: { Output: [{ Server: 'CAS1', MRSProxyEnabled: true }, { Server: 'CAS2' }] },
  })
  t.equal((await json('toString')).status, 404)
})
