// Users whose mailbox is elsewhere, domains, and requests that no client would send.

import t from 'tap'
import { answerJson, isForged } from '../../../../mock-exchange/vdirs/autodiscover/json.ts'
import { autodiscover } from '../../../../mock-exchange/vdirs/autodiscover.ts'
import type { UserPlan } from '../../../../topology/lab-plan.ts'
import { readDom } from '../../../helpers/dom.ts'
import { alice, basic, exchangePlan, type Host, startHost, user } from '../host.ts'
import { byAddress, post, request, schemas } from './request.ts'

const moved: UserPlan = {
  ...user('moved', 'Moved Away', '00000000-0000-4000-8000-000000000002'),
  server: undefined,
  targetAddress: 'moved@contoso.mail.onmicrosoft.com',
}
const elsewhere: UserPlan = {
  ...user('elsewhere', 'Else Where', '00000000-0000-4000-8000-000000000003'),
  autodiscoverUrl: 'https://legacy.contoso.com/autodiscover/autodiscover.xml',
}
const namespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover'
const mobile = `${schemas}/mobilesync/responseschema/2006`

async function soap(host: Host, operation: string) {
  const response = await fetch(`${host.url}/autodiscover/autodiscover.svc`, {
    method: 'POST',
    headers: { authorization: basic(alice), 'content-type': 'text/xml; charset=utf-8' },
    body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}"><s:Body>${operation}</s:Body></s:Envelope>`,
  })
  const root = readDom(await response.text())
  return (name: string) => [...root.getElementsByTagNameNS(namespace, name)].map(({ textContent }) => textContent)
}

const forUsers = (addresses: readonly string[], settings: readonly string[]): string =>
  `<GetUserSettingsRequestMessage><Request><Users>${addresses
    .map((address) => `<User><Mailbox>${address}</Mailbox></User>`)
    .join('')}</Users><RequestedSettings>${settings
    .map((name) => `<Setting>${name}</Setting>`)
    .join('')}</RequestedSettings></Request></GetUserSettingsRequestMessage>`

t.test('a mailbox that has moved away is found at its new address, in every format', async (t) => {
  const host = await startHost(t, [autodiscover], [moved])
  const outlook = await post(host, request(byAddress('Moved@contoso.com')))
  t.equal(outlook.text('Action'), 'redirectAddr')
  t.equal(outlook.text('RedirectAddr'), moved.targetAddress)
  t.equal(outlook.protocol('EXCH'), undefined)
  const phone = await post(host, request(byAddress(moved.mailbox), mobile, 'mobilesync'))
  t.equal(phone.text('Redirect'), moved.targetAddress)
  t.equal(phone.text('EMailAddress'), moved.mailbox)
  const text = await soap(host, forUsers([moved.mailbox], ['ExternalEwsUrl']))
  t.same(text('ErrorCode'), ['NoError', 'RedirectAddress'])
  t.same(text('RedirectTarget'), [moved.targetAddress])
})

t.test('a user of another site is passed on to the URL of its Autodiscover', async (t) => {
  const host = await startHost(t, [autodiscover], [elsewhere])
  const outlook = await post(host, request(byAddress(elsewhere.mailbox)))
  t.equal(outlook.text('Action'), 'redirectUrl')
  t.equal(outlook.text('RedirectUrl'), elsewhere.autodiscoverUrl)
  const text = await soap(host, forUsers([elsewhere.mailbox, alice.mailbox], ['UserDisplayName']))
  t.same(text('ErrorCode'), ['NoError', 'RedirectUrl', 'NoError'])
  t.same(text('RedirectTarget'), [elsewhere.autodiscoverUrl, ''])
  t.same(text('Value'), [alice.displayName])
  t.equal((await post(host, request(byAddress(elsewhere.mailbox), mobile, 'mobilesync'))).text('Status'), '2')
})

t.test(
  'a phone is told of an unknown user within its own schema; a LegacyDN that nobody has is error 603',
  async (t) => {
    const host = await startHost(t, [autodiscover])
    const phone = await post(host, request(byAddress('nobody@contoso.com'), mobile, 'mobilesync'))
    t.same([phone.status, phone.text('Status'), phone.text('ErrorCode')], [200, '2', undefined])
    t.equal((await post(host, request('<LegacyDN>/o=Nobody</LegacyDN>'))).text('ErrorCode'), '603')
  },
)

t.test('MAPI over HTTP is not offered once the organisation has turned it off', async (t) => {
  const host = await startHost(t, [autodiscover])
  host.organisation = { ...host.organisation, mapiHttpEnabled: false }
  const answer = await post(host, request(byAddress(alice.mailbox)), { 'x-mapihttpcapability': '1' })
  t.equal(answer.protocol('mapiHttp'), undefined)
  t.same((await soap(host, forUsers([alice.mailbox], ['MapiHttpEnabled'])))('Value'), ['False'])
})

t.test('GetUserSettings knows the names of the protocol, and the types of their values', async (t) => {
  const host = await startHost(t, [autodiscover])
  const text = await soap(
    host,
    forUsers([alice.mailbox], ['ExternalWebClientUrls', 'ExternalEcpPhotoUrl', 'GroupingInformation']),
  )
  t.same(text('Url'), ['https://mail.contoso.com/owa/'])
  t.match(text('Value')[0], /^https:\/\/mail\.contoso\.com\/ecp\/PersonalSettings\//)
  t.same(text('ErrorCode'), ['NoError', 'NoError', 'SettingIsNotAvailable'])
  for (const bad of [
    forUsers([], ['CasVersion']),
    forUsers([alice.mailbox], []),
    forUsers(Array(91).fill('a@b'), ['CasVersion']),
  ]) {
    t.same((await soap(host, bad))('ErrorCode'), ['InvalidRequest'])
  }
})

t.test('GetDomainSettings and GetFederationInformation', async (t) => {
  const host = await startHost(t, [autodiscover])
  const text = await soap(
    host,
    `<GetDomainSettingsRequestMessage><Request><Domains><Domain>Contoso.com</Domain><Domain>fabrikam.com</Domain></Domains><RequestedSettings><Setting>ExternalEwsUrl</Setting><Setting>Nonsense</Setting></RequestedSettings></Request></GetDomainSettingsRequestMessage>`,
  )
  t.same(text('ErrorCode'), ['NoError', 'NoError', 'InvalidSetting', 'InvalidDomain'])
  t.same(text('Value'), ['https://mail.contoso.com/EWS'])
  const federation = await soap(
    host,
    '<GetFederationInformationRequestMessage><Request><Domain>contoso.com</Domain></Request></GetFederationInformationRequestMessage>',
  )
  t.same(federation('ErrorCode'), ['NotFederated'])
})

t.test('what nobody would ask', async (t) => {
  const host = await startHost(t, [autodiscover])
  const long = `${'a'.repeat(100_000)}@contoso.com`
  t.equal((await post(host, request(byAddress(long)))).text('ErrorCode'), '500')
  const phone = await post(host, request(byAddress(long), mobile, 'mobilesync'))
  t.equal(phone.text('EMailAddress')?.length, 320)
  const text = await soap(host, forUsers([long], ['CasVersion']))
  t.same(text('ErrorCode'), ['NoError', 'InvalidUser'])
  t.ok((text('ErrorMessage')[1]?.length ?? 0) < 400)
  t.equal((await post(host, request(byAddress(`${'b'.repeat(300_000)}@contoso.com`)))).text('ErrorCode'), '600')
  t.equal((await post(host, request(byAddress(alice.mailbox)).replaceAll('2006', '2007'))).text('ErrorCode'), '600')
  const bytes = await fetch(`${host.url}/autodiscover/autodiscover.svc`, {
    method: 'POST',
    headers: { authorization: basic(alice), 'content-type': 'text/xml' },
    body: '<s:Envelope',
  })
  t.equal(bytes.status, 400)
})

t.test('Autodiscover v2 is not there in 2013; where it is, its answers and refusals are these', async (t) => {
  const host = await startHost(t, [autodiscover], [moved, elsewhere])
  const path = '/autodiscover/autodiscover.json'
  t.equal((await fetch(`${host.url}${path}?Email=alice@contoso.com&Protocol=Ews`)).status, 404)
  const ask = (rest: string) => answerJson(`${path}${rest}`, host.context)
  t.same(ask('?Email=alice@contoso.com&Protocol=ews'), {
    status: 200,
    body: { Protocol: 'Ews', Url: 'https://mail.contoso.com/EWS' },
  })
  t.match(ask('/v1.0/alice%40contoso.com?Protocol=ActiveSync'), { status: 200, body: { Protocol: 'ActiveSync' } })
  t.match(ask('?Protocol=Ews'), { status: 400, body: { ErrorCode: 'MandatoryParameterMissing' } })
  t.match(ask('?Email=alice@contoso.com'), { status: 400, body: { ErrorCode: 'MandatoryParameterMissing' } })
  t.match(ask('?Email=alice@contoso.com&Protocol=Telnet'), { status: 400, body: { ErrorCode: 'ProtocolNotSupported' } })
  t.equal(ask('?Email=nobody@contoso.com&Protocol=Ews').status, 404)
  t.match(
    ask('?Email=elsewhere@contoso.com&Protocol=Ews').location,
    /^https:\/\/legacy\.contoso\.com\/autodiscover\/autodiscover\.json\?Email=/,
  )
})

t.test('the shapes of ProxyShell are known from honest requests', async (t) => {
  const path = '/autodiscover/autodiscover.json'
  for (const forged of [
    '?@evil.com/owa/&Email=a@b',
    '/@evil.com/mapi/nspi?',
    '/%40evil/ecp/',
    '?a=~1&b%40c=1',
    '/v1.0/a@b/powershell',
  ]) {
    t.ok(isForged(path + forged), forged)
  }
  for (const honest of ['?Email=a@b&Protocol=Ews', '/v1.0/a@b?Protocol=Ews', '/v1.0/a%40b', '?']) {
    t.notOk(isForged(path + honest), honest)
  }
  t.same(autodiscover.refuse?.({ originalUrl: `${path}?@x/owa&Email=a@b` } as never, {} as never), { status: 400 })
  t.equal(exchangePlan().version, '2013')
})
