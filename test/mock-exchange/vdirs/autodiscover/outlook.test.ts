import t from 'tap'
import { autodiscover } from '../../../../mock-exchange/vdirs/autodiscover.ts'
import { alice, exchangePlan, startHost } from '../host.ts'
import { byAddress, outlookSchema, post, request, schemas, textIn } from './request.ts'

t.test('Outlook is given a block for each way to its mailbox, with the URLs of that side', async (t) => {
  const host = await startHost(t, [autodiscover])
  const answer = await post(host, request(byAddress('Alice@Contoso.com')))
  t.equal(answer.status, 200)
  t.equal(answer.root.namespaceURI, `${schemas}/responseschema/2006`)
  t.equal([...answer.root.getElementsByTagNameNS(outlookSchema, 'Response')].length, 1)
  t.same([answer.text('DisplayName'), answer.text('AutoDiscoverSMTPAddress')], [alice.displayName, alice.mailbox])
  t.match(answer.text('LegacyDN'), /^\/o=First Organization\/ou=.*\/cn=Recipients\/cn=.*-alice$/)
  t.equal(answer.text('Action'), 'settings')
  const [exch, expr, web] = ['EXCH', 'EXPR', 'WEB'].map((type) => answer.protocol(type))
  t.equal(textIn(exch, 'Server'), `${alice.mailboxGuid}@contoso.com`)
  t.equal(textIn(exch, 'ServerVersion'), '73C085D9')
  t.match(textIn(exch, 'EwsUrl'), /^https:\/\/ex1\.contoso\.com\//)
  t.equal(textIn(expr, 'Server'), 'mail.contoso.com')
  t.equal(textIn(expr, 'SSL'), 'On')
  t.match(textIn(expr, 'OABUrl'), /^https:\/\/mail\.contoso\.com\/OAB\/[0-9a-f-]{36}\/$/)
  t.equal(textIn(web, 'OWAUrl'), 'https://ex1.contoso.com/owa/')
})

t.test('MAPI over HTTP and EXHTTP are told to clients that say they can', async (t) => {
  const host = await startHost(t, [autodiscover])
  const plain = await post(host, request(byAddress(alice.mailbox)))
  t.same([plain.protocol('mapiHttp'), plain.protocol('EXHTTP')], [undefined, undefined])
  const able = await post(host, request(byAddress(alice.mailbox)), {
    'x-mapihttpcapability': '1',
    'x-clientcanhandle': 'Negotiate,ExHttpInfo',
  })
  const mapi = able.protocol('mapiHttp')
  t.equal(
    textIn(mapi, 'InternalUrl'),
    `https://ex1.contoso.com/mapi/emsmdb/?MailboxId=${alice.mailboxGuid}@contoso.com`,
  )
  t.equal(
    textIn(mapi, 'ExternalUrl'),
    `https://mail.contoso.com/mapi/emsmdb/?MailboxId=${alice.mailboxGuid}@contoso.com`,
  )
  t.equal(textIn(able.protocol('EXHTTP'), 'Server'), 'ex1.contoso.com')
})

t.test('what is not published is not told', async (t) => {
  const host = await startHost(t, [autodiscover])
  const inside = exchangePlan()
  const vdirs = Object.entries(inside.vdirs).map(([name, vdir]) => [name, { ...vdir, externalUrl: undefined }])
  host.plan = exchangePlan({
    vdirs: Object.fromEntries(vdirs),
    outlookAnywhere: { sslOffloading: true, externalHostname: undefined, internalHostname: 'ex1.contoso.com' },
  })
  const answer = await post(host, request(byAddress(alice.mailbox)), { 'x-mapihttpcapability': '1' })
  t.equal(answer.protocol('EXPR'), undefined)
  t.equal(textIn(answer.protocol('mapiHttp'), 'ExternalUrl'), undefined)
  t.notMatch(answer.root.textContent, /mail\.contoso\.com/)
})

t.test('a user may be named by the legacy DN', async (t) => {
  const host = await startHost(t, [autodiscover])
  const dn = (await post(host, request(byAddress(alice.mailbox)))).text('LegacyDN')
  t.equal((await post(host, request(`<LegacyDN>${dn}</LegacyDN>`))).text('AutoDiscoverSMTPAddress'), alice.mailbox)
})

t.test('errors travel in HTTP 200', async (t) => {
  const host = await startHost(t, [autodiscover])
  const cases = [
    ['600', 'not XML at all'],
    ['600', ''],
    ['600', '<Autodiscover xmlns="urn:other"/>'],
    ['600', request('')],
    ['601', request(byAddress(alice.mailbox), 'urn:unknown-schema')],
    ['500', request(byAddress('nobody@contoso.com'))],
    ['500', request(byAddress('operator@contoso.com'))],
  ] as const
  for (const [code, body] of cases) {
    const answer = await post(host, body)
    t.same([answer.status, answer.text('ErrorCode')], [200, code], body.slice(0, 60))
    t.match([...answer.root.getElementsByTagNameNS('*', 'Error')][0]?.getAttribute('Time'), /^\d\d:\d\d:\d\d\.\d{7}$/)
  }
})

t.test('a GET gives error 600, the well-known sign that all is well', async (t) => {
  const host = await startHost(t, [autodiscover])
  const response = await fetch(`${host.url}/autodiscover/autodiscover.xml`)
  t.equal(response.status, 200)
  t.match(await response.text(), /<ErrorCode>600<\/ErrorCode><Message>Invalid Request<\/Message>/)
})

t.test('every answer of the two services says that SOAP is spoken, and no other path does', async (t) => {
  const path = (name: string) => autodiscover.answerHeaders?.(`/autodiscover/${name}`)
  t.match(path('autodiscover.xml'), { 'X-SOAP-Enabled': 'True', 'X-WSSecurity-For': 'None' })
  t.match(path('autodiscover.svc'), { 'X-OAuth-Enabled': 'True' })
  t.same(path('healthcheck.htm'), {})
})
