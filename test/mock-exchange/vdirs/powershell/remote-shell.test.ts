import t from 'tap'
import { powerShell } from '../../../../mock-exchange/vdirs/powershell.ts'
import { ask, basic } from '../../support/client.ts'
import { startServers } from '../../support/servers.ts'

const servers = await startServers({
  modules: [powerShell],
  cas1: '    vdirs: { PowerShell: { authentication: [basic] } }',
})
t.teardown(() => servers[Symbol.asyncDispose]())

const soap = 'http://www.w3.org/2003/05/soap-envelope'
const transfer = 'http://schemas.xmlsoap.org/ws/2004/09/transfer'
const exchange = 'http://schemas.microsoft.com/powershell/Microsoft.Exchange'
const identify = `<s:Envelope xmlns:s="${soap}"><s:Header/><s:Body><i:Identify xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"/></s:Body></s:Envelope>`
const call = (action: string, uri = exchange, shell = ''): string =>
  `<s:Envelope xmlns:s="${soap}" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:Action>${action}</a:Action><a:MessageID>uuid:42</a:MessageID><w:ResourceURI>${uri}</w:ResourceURI>${
    shell && `<w:SelectorSet><w:Selector Name="ShellId">${shell}</w:Selector></w:SelectorSet>`
  }</s:Header><s:Body/></s:Envelope>`
const alice = basic('alice', 'Pässword:1')

const post = (body: string, headers: Record<string, string> = alice) =>
  ask({
    port: servers.port('cas1', 443),
    trust: servers.certificate,
    method: 'POST',
    path: '/PowerShell/?serializationLevel=Full;ExchClientVer=15.0.1497.2',
    headers: { 'content-type': 'application/soap+xml;charset=UTF-8', ...headers },
    body,
  })

t.test('Identify says who it is, before the log-on to those who ask for it so', async (t) => {
  for (const headers of [alice, { WSMANIDENTIFY: 'unauthenticated' }]) {
    const answer = await post(identify, headers)
    t.equal(answer.status, 200)
    t.match(answer.body, /ProductVendor>Microsoft Corporation<.*Stack: 3\.0</)
  }
  t.equal((await post(identify, {})).status, 401)
  t.equal((await post(call(`${transfer}/Create`), { WSMANIDENTIFY: 'unauthenticated' })).status, 401)
})

t.test('a shell is created, and deleted by the one who made it', async (t) => {
  const created = await post(call(`${transfer}/Create`))
  t.equal(created.status, 200)
  t.match(created.body, /RelatesTo>uuid:42</)
  t.match(created.body, /Owner>CONTOSO\\alice</)
  const shell = /ShellId>([0-9A-F-]{36})</.exec(created.body)?.[1] ?? ''
  t.equal((await post(call(`${transfer}/Delete`, exchange, shell), basic('bob', "Bob's secret"))).status, 500)
  t.equal((await post(call(`${transfer}/Delete`, exchange, shell))).status, 200)
  t.match((await post(call(`${transfer}/Delete`, exchange, shell))).body, /w:InvalidSelectors/)
})

t.test('what is not offered is a fault that says so', async (t) => {
  t.match((await post(call(`${transfer}/Create`, 'urn:other'))).body, /w:InvalidResourceURI.*urn:other/)
  const other = await post(call(`${transfer}/Put`))
  t.same([other.status, /a:ActionNotSupported/.test(other.body)], [500, true])
  t.equal((await post('no XML')).status, 400)
  t.equal((await post(identify, { ...alice, 'content-type': 'text/xml' })).status, 415)
})

t.test('by default Kerberos is asked for, which no lab client has', async (t) => {
  const { port, certificate } = servers
  const answer = await ask({ port: port('cas2', 443), trust: certificate, method: 'POST', path: '/powershell' })
  t.same([answer.status, answer.all('www-authenticate')], [401, ['Kerberos']])
})
