import t from 'tap'
import { autodiscover } from '../../../../mock-exchange/vdirs/autodiscover.ts'
import { readDom } from '../../../helpers/dom.ts'
import { alice, basic, type Host, startHost } from '../host.ts'
import { byAddress, post, request, schemas } from './request.ts'

t.test('a device is given the URL of ActiveSync', async (t) => {
  const host = await startHost(t, [autodiscover])
  const schema = `${schemas}/mobilesync/responseschema/2006`
  const answer = await post(host, request(byAddress(alice.mailbox), schema, 'mobilesync'))
  t.equal([...answer.root.getElementsByTagNameNS(schema, 'Response')].length, 1)
  t.equal(answer.text('Type'), 'MobileSync')
  t.equal(answer.text('Url'), 'https://mail.contoso.com/Microsoft-Server-ActiveSync')
  t.equal(answer.text('EMailAddress'), alice.mailbox)
})

const settings = ['UserDisplayName', 'MailboxDN', 'ExternalEwsUrl', 'EwsSupportedSchemas', 'NoSuchSetting']
const namespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover'

async function soap(host: Host, operation: string) {
  const response = await fetch(`${host.url}/autodiscover/autodiscover.svc`, {
    method: 'POST',
    headers: { authorization: basic(alice), 'content-type': 'text/xml; charset=utf-8' },
    body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="${namespace}"><s:Body>${operation}</s:Body></s:Envelope>`,
  })
  const root = readDom(await response.text())
  const all = (name: string) => [...root.getElementsByTagNameNS('*', name)].map(({ textContent }) => textContent)
  return { status: response.status, all }
}

const getUserSettings = (address: string): string =>
  `<a:GetUserSettingsRequestMessage><a:Request><a:Users><a:User><a:Mailbox>${address}</a:Mailbox></a:User></a:Users><a:RequestedSettings>${settings
    .map((name) => `<a:Setting>${name}</a:Setting>`)
    .join('')}</a:RequestedSettings></a:Request></a:GetUserSettingsRequestMessage>`

t.test('GetUserSettings gives the settings asked for, and an error for each that is not known', async (t) => {
  const host = await startHost(t, [autodiscover])
  const { status, all } = await soap(host, getUserSettings(alice.mailbox))
  t.equal(status, 200)
  t.same(all('Name'), settings.slice(0, 4))
  t.equal(all('Value')[2], 'https://mail.contoso.com/EWS')
  t.same(all('SettingName'), ['NoSuchSetting'])
  t.same(all('ErrorCode'), ['NoError', 'NoError', 'InvalidSetting'])
  t.same([all('MajorVersion'), all('Version')], [['15'], ['Exchange2013_SP1']])
})

t.test('an unknown user and an unknown operation are told apart', async (t) => {
  const host = await startHost(t, [autodiscover])
  t.same((await soap(host, getUserSettings('nobody@contoso.com'))).all('ErrorCode'), ['NoError', 'InvalidUser'])
  const other = await soap(host, '<a:GetOrganizationRelationshipSettingsRequestMessage/>')
  t.equal(other.status, 500)
  t.match(other.all('faultstring')[0], /GetOrganizationRelationshipSettingsRequestMessage/)
  t.equal((await soap(host, '')).status, 500)
})
