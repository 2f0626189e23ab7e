import t from 'tap'
import { powerShell } from '../../../../mock-exchange/vdirs/powershell.ts'
import { ask, basic } from '../../support/client.ts'
import { handshake } from '../../support/ntlm-client.ts'
import { startServers } from '../../support/servers.ts'

const servers = await startServers({
  modules: [powerShell],
  cas1: '    vdirs: { PowerShell: { authentication: [basic] } }',
})
t.teardown(() => servers[Symbol.asyncDispose]())

const soap = 'http://www.w3.org/2003/05/soap-envelope'
const shellNamespace = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell'
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

const fault = (subcode: string, detail = ''): RegExp => new RegExp(`<s:Value>${subcode}</s:Value>.*${detail}`)
const shellIdOf = (body: string): string => /Selector Name="ShellId">([0-9A-F-]{36})</.exec(body)?.[1] ?? ''

t.test('a shell is created, and deleted by the one who made it', async (t) => {
  const created = await post(call(`${transfer}/Create`))
  t.equal(created.status, 200)
  t.match(created.body, /RelatesTo>uuid:42</)
  t.match(created.body, /Owner>CONTOSO\\alice</)
  const shell = shellIdOf(created.body)
  const bob = basic('bob', "Bob's secret")
  for (const action of [`${transfer}/Delete`, `${shellNamespace}/Command`, `${shellNamespace}/Receive`]) {
    const refused = await post(call(action, exchange, shell), bob)
    t.match(
      refused,
      { status: 500, body: fault('w:InvalidSelectors', 'Code="2150858843".*shell was not found') },
      action,
    )
  }
  t.equal((await post(call(`${transfer}/Delete`, exchange, shell))).status, 200)
  const again = await post(call(`${transfer}/Delete`, exchange, shell))
  t.match(again.body, fault('w:InvalidSelectors', 'Code="2150858843".*shell was not found on the server'))
  t.match((await post(call(`${transfer}/Delete`))).body, fault('w:InvalidSelectors', 'InsufficientSelectors'))
})

t.test('the id may be the choice of the client, as PowerShell makes it since version 3', async (t) => {
  const id = 'a1b2c3d4-0000-4000-8000-00000000aaaa'
  const body = call(`${transfer}/Create`).replace(
    '<s:Body/>',
    `<s:Body><r:Shell xmlns:r="${shellNamespace}" ShellId="${id}"/></s:Body>`,
  )
  t.equal(shellIdOf((await post(body)).body), id.toUpperCase())
  t.not(shellIdOf((await post(body)).body), id.toUpperCase(), 'it is taken')
})

t.test('what runs in a shell is refused in plain words, in a shell that is not there otherwise', async (t) => {
  const shell = shellIdOf((await post(call(`${transfer}/Create`))).body)
  for (const operation of ['Command', 'Send', 'Receive', 'Signal']) {
    const answer = await post(call(`${shellNamespace}/${operation}`, exchange, shell))
    t.equal(answer.status, 500)
    t.match(answer.body, fault('w:UnsupportedFeature', 'does not speak the PowerShell Remoting Protocol'), operation)
  }
  t.match((await post(call(`${shellNamespace}/Receive`, exchange, 'GONE'))).body, fault('w:InvalidSelectors'))
})

t.test('what is not offered is the fault that DSP0226 has for it', async (t) => {
  const create = call(`${transfer}/Create`)
  const withHeader = (header: string): string => create.replace('</s:Header>', `${header}</s:Header>`)
  const option = (name: string, value: string, must = true): string =>
    withHeader(`<w:OptionSet><w:Option Name="${name}" MustComply="${must}">${value}</w:Option></w:OptionSet>`)
  const cases: [string, RegExp][] = [
    [
      call(`${transfer}/Create`, 'urn:other'),
      fault('a:DestinationUnreachable', 'faultDetail/InvalidResourceURI.*urn:other'),
    ],
    [call(`${transfer}/Put`), fault('a:ActionNotSupported', '<a:Action>.*/Put</a:Action>')],
    [create.replace(/<a:Action>.*<\/a:Action>/, ''), fault('a:MessageInformationHeaderRequired', 'Action')],
    [option('protocolversion', '3.0'), fault('w:InvalidOptions', 'faultDetail/InvalidValue')],
    [option('unheard-of', 'x'), fault('w:InvalidOptions', 'faultDetail/NotSupported')],
    [withHeader('<w:MaxEnvelopeSize>100</w:MaxEnvelopeSize>'), fault('w:EncodingLimit', 'MinimumEnvelopeLimit')],
    [
      create.replace('<s:Body/>', `<s:Body>${' '.repeat(520_000)}</s:Body>`),
      fault('w:EncodingLimit', 'MaxEnvelopeSize'),
    ],
  ]
  for (const [body, expected] of cases) {
    const answer = await post(body)
    t.equal(answer.status, 500)
    t.match(answer.body, expected)
    t.match(answer.body, /<a:Action>http:\/\/schemas[^<]+\/fault<\/a:Action>/)
  }
  t.equal((await post(option('protocolversion', '2.3'))).status, 200)
  t.equal((await post(option('unheard-of', 'x', false))).status, 200)
})

t.test('what is no envelope gets 400, another type 415', async (t) => {
  for (const body of ['nonsense', '<x/>', `<s:Envelope xmlns:s="${soap}"/>`, `<!DOCTYPE x>${identify}`]) {
    t.equal((await post(body)).status, 400, body)
  }
  t.equal((await post(identify, { ...alice, 'content-type': 'text/xml' })).status, 415)
})

t.test('a user has eighteen shells at most; they end by idleness and with their pool', async (t) => {
  const { cas1, clock } = servers
  const create = () => post(call(`${transfer}/Create`))
  const fill = async (): Promise<string> => {
    let body = ''
    for (let shells = 0; shells < 19; shells++) body = (await create()).body
    return body
  }
  t.match(await fill(), fault('w:QuotaLimit', 'connections allowed : 18 '))
  t.equal((await post(call(`${transfer}/Create`), basic('bob', "Bob's secret"))).status, 200, 'of one user')
  clock.advance(900_000)
  const kept = await create()
  t.equal(kept.status, 200)
  clock.advance(600_000)
  t.match(
    (await post(call(`${shellNamespace}/Receive`, exchange, shellIdOf(kept.body)))).body,
    fault('w:UnsupportedFeature'),
  )
  clock.advance(600_000)
  t.match(
    (await post(call(`${shellNamespace}/Receive`, exchange, shellIdOf(kept.body)))).body,
    fault('w:UnsupportedFeature'),
    'each request keeps it',
  )
  cas1.recycle('MSExchangePowerShellAppPool')
  t.match((await post(call(`${transfer}/Delete`, exchange, shellIdOf(kept.body)))).body, fault('w:InvalidSelectors'))
  t.match(await fill(), fault('w:QuotaLimit'), 'and again after a recycle')
  cas1.recycle('MSExchangePowerShellAppPool')
  t.equal((await create()).status, 200)
})

t.test('by default Kerberos is asked for, which no lab client has: NTLM is refused', async (t) => {
  const ask2 = (headers: Record<string, string>) =>
    ask({
      port: servers.port('cas2', 443),
      trust: servers.certificate,
      method: 'POST',
      path: '/powershell',
      headers,
      body: '',
    })
  const { first } = handshake({ user: 'alice', password: 'Pässword:1', spnego: true })
  for (const headers of [{}, first, { authorization: 'Kerberos YII=' }, alice]) {
    const answer = await ask2(headers)
    t.same([answer.status, answer.all('www-authenticate')], [401, ['Negotiate', 'Kerberos']])
  }
})
