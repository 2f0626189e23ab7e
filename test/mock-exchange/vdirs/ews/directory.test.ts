// Names, automatic replies, mail tips: what clients ask of the organisation rather than of a folder.

import t from 'tap'
import { contact, message } from '../../../../mock-exchange/mailbox/item.ts'
import type { Mailbox } from '../../../../mock-exchange/mailbox/mailbox.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { alice, basic, bob, type Host, startHost, user } from '../host.ts'
import { envelope, post } from './soap.ts'

function boxOf(host: Host, owner = alice): Mailbox {
  const mailbox = mailboxesOf(host.context).of(owner)
  if (mailbox === undefined) throw new Error('no mailbox')
  return mailbox
}

const resolve = (text: string, scope = 'ActiveDirectoryContacts', full = true): string =>
  envelope(
    `<m:ResolveNames ReturnFullContactData="${full}" SearchScope="${scope}"><m:UnresolvedEntry>${text}</m:UnresolvedEntry></m:ResolveNames>`,
  )

t.test('names are resolved in the directory and among the contacts', async (t) => {
  const many = Array.from({ length: 110 }, (_, n) =>
    user(`zoe${n}`, `Zoe ${n}`, `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
  )
  const host = await startHost(t, [ews], many)
  const box = boxOf(host)
  box.add(
    box.folder('contacts'),
    contact({
      displayName: 'Zack Contact',
      givenName: 'Zack',
      surname: 'Contact',
      emails: [{ name: 'Zack', address: 'zack@fabrikam.com' }],
    }),
  )
  const one = await post(host, resolve('bob'))
  t.same(one.all('ResponseCode'), ['NoError'])
  t.same(
    [one.all('EmailAddress'), one.all('MailboxType'), one.all('Entry')],
    [['bob@contoso.com'], ['Mailbox'], ['SMTP:bob@contoso.com']],
  )
  t.same((await post(host, resolve('smtp:bob@contoso'))).all('Alias'), ['bob'])
  t.same((await post(host, resolve('ångström', 'ActiveDirectory', false))).all('Name'), [alice.displayName])
  const mine = await post(host, resolve('zack', 'Contacts'))
  t.same([mine.all('MailboxType'), mine.all('ContactSource')], [['Contact'], ['Store']])
  t.same((await post(host, resolve('zack', 'ActiveDirectory'))).all('ResponseCode'), ['ErrorNameResolutionNoResults'])
  const all = await post(host, resolve('zoe'))
  t.same(all.all('ResponseCode'), ['ErrorNameResolutionMultipleResults'])
  t.equal(all.first('ResolveNamesResponseMessage')?.getAttribute('ResponseClass'), 'Warning')
  t.equal(all.all('Resolution').length, 100)
  t.equal(all.first('ResolutionSet')?.getAttribute('IncludesLastItemInRange'), 'false')
  t.equal((await post(host, resolve('za', 'ContactsActiveDirectory'))).all('Resolution').length, 1)
  t.equal((await post(host, resolve('', 'ActiveDirectory'))).status, 500)
  t.equal((await post(host, resolve('a', 'Everywhere'))).status, 500)
  const list = '<m:ExpandDL><m:Mailbox><t:EmailAddress>all@contoso.com</t:EmailAddress></m:Mailbox></m:ExpandDL>'
  t.same((await post(host, envelope(list))).all('ResponseCode'), ['ErrorNameResolutionNoResults'])
})

const oof = (state: string, more = ''): string =>
  envelope(
    `<m:SetUserOofSettingsRequest><t:Mailbox><t:Address>${alice.mailbox}</t:Address></t:Mailbox><t:UserOofSettings><t:OofState>${state}</t:OofState><t:ExternalAudience>All</t:ExternalAudience>${more}<t:InternalReply><t:Message>Gone &lt;b&gt;fishing&lt;/b&gt;</t:Message></t:InternalReply><t:ExternalReply><t:Message>Away</t:Message></t:ExternalReply></t:UserOofSettings></m:SetUserOofSettingsRequest>`,
  )
const getOof = (address: string): string =>
  envelope(
    `<m:GetUserOofSettingsRequest><t:Mailbox><t:Address>${address}</t:Address></t:Mailbox></m:GetUserOofSettingsRequest>`,
  )

t.test('out of office: set, read back, sent once to each sender, on the lab’s clock', async (t) => {
  const host = await startHost(t, [ews])
  const store = mailboxesOf(host.context)
  const write = (itemClass = 'IPM.Note'): void =>
    store.deliver(
      message({
        subject: 'Hello',
        from: { name: 'Bob', address: bob.mailbox },
        to: [{ name: '', address: alice.mailbox }],
        sentAt: 1,
        itemClass,
      }),
    )
  const replies = () =>
    boxOf(host, bob)
      .items(boxOf(host, bob).folder('inbox'))
      .filter(({ subject }) => subject.startsWith('Automatic reply: '))
  t.same((await post(host, getOof(alice.mailbox))).all('OofState'), ['Disabled'])
  const now = host.clock.now()
  const iso = (at: number): string => new Date(at).toISOString().slice(0, 19)
  const duration = `<t:Duration><t:StartTime>${iso(now + 3_600_000)}</t:StartTime><t:EndTime>${iso(now + 7_200_000)}</t:EndTime></t:Duration>`
  const set = await post(host, oof('Scheduled', duration))
  t.same([set.status, set.all('ResponseCode')], [200, ['NoError']])
  const read = await post(host, getOof(alice.mailbox))
  t.same(
    [read.all('OofState'), read.all('Message'), read.all('StartTime')],
    [['Scheduled'], ['Gone <b>fishing</b>', 'Away'], [iso(now + 3_600_000)]],
  )
  write()
  t.equal(replies().length, 0, 'not yet')
  host.clock.advance(3_600_000)
  write('REPORT.IPM.Note.NDR')
  t.equal(replies().length, 0, 'machines get none')
  write()
  write()
  t.match(replies(), [{ itemClass: 'IPM.Note.Rules.OofTemplate.Microsoft', body: { content: 'Gone <b>fishing</b>' } }])
  t.equal(replies().length, 1)
  host.clock.advance(3_700_000)
  t.equal((await post(host, oof('Enabled'))).status, 200)
  write()
  t.equal(replies().length, 2, 'everybody is told anew once it is set again')
  const backwards = duration
    .replaceAll('StartTime', 'x')
    .replaceAll('EndTime', 'StartTime')
    .replaceAll('x>', 'EndTime>')
  t.same((await post(host, oof('Scheduled', backwards))).all('ResponseCode'), ['ErrorInvalidUserOofSettings'])
  t.same((await post(host, getOof(bob.mailbox))).all('ResponseCode'), ['ErrorAccessDenied'])
  t.same((await post(host, getOof('nobody'))).all('ResponseCode'), ['ErrorInvalidSmtpAddress'])
  t.equal((await post(host, oof('Perhaps'))).status, 500)
})

t.test('the password never expires, and is nobody else’s business', async (t) => {
  const host = await startHost(t, [ews])
  const ask = (address: string): string =>
    envelope(
      `<m:GetPasswordExpirationDate><m:MailboxSmtpAddress>${address}</m:MailboxSmtpAddress></m:GetPasswordExpirationDate>`,
    )
  const mine = await post(host, ask(alice.mailbox))
  t.equal(mine.first('GetPasswordExpirationDateResponse')?.getAttribute('ResponseClass'), 'Success')
  t.match(mine.all('PasswordExpirationDate')[0], /^9999-/)
  t.same((await post(host, ask(bob.mailbox))).all('ResponseCode'), ['ErrorAccessDenied'])
})

t.test('mail tips: who is away, who is unknown; and what the server says of its services', async (t) => {
  const host = await startHost(t, [ews])
  const tips = (...addresses: string[]): string =>
    envelope(
      `<m:GetMailTips><m:SendingAs><t:EmailAddress>${bob.mailbox}</t:EmailAddress></m:SendingAs><m:Recipients>${addresses
        .map((address) => `<t:Mailbox><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox>`)
        .join(
          '',
        )}</m:Recipients><m:MailTipsRequested>OutOfOfficeMessage InvalidRecipient MailboxFullStatus</m:MailTipsRequested></m:GetMailTips>`,
    )
  await post(host, oof('Enabled'))
  const answer = await post(host, tips(alice.mailbox, 'nobody@contoso.com', 'somebody@fabrikam.com'), bob)
  t.same(answer.all('ResponseCode'), ['NoError', 'NoError', 'NoError', 'NoError'])
  t.same(answer.all('Message'), ['Gone <b>fishing</b>'])
  t.same([answer.all('MailboxFull'), answer.all('InvalidRecipient')], [['false'], ['false', 'true', 'false']])
  t.equal((await post(host, tips(...Array<string>(51).fill('a@b')))).status, 500)
  const ask = (name: string): string =>
    envelope(
      `<m:GetServiceConfiguration><m:RequestedConfiguration><m:ConfigurationName>${name}</m:ConfigurationName></m:RequestedConfiguration></m:GetServiceConfiguration>`,
    )
  t.same((await post(host, ask('MailTips'))).all('MaxRecipientsPerGetMailTipsRequest'), ['50'])
  t.same((await post(host, ask('UnifiedMessagingConfiguration'))).all('UmEnabled'), ['false'])
  t.equal((await post(host, ask('Weather'))).status, 500)
})

t.test('what the organisation does not have: room lists, rules of an Inbox', async (t) => {
  const host = await startHost(t, [ews])
  const codes = async (operation: string) => (await post(host, envelope(operation))).all('ResponseCode')
  const list = '<m:RoomList><t:EmailAddress>rooms@contoso.com</t:EmailAddress></m:RoomList>'
  t.same(await codes('<m:GetRoomLists/>'), ['NoError'])
  t.same(await codes(`<m:GetRooms>${list}</m:GetRooms>`), ['ErrorNameResolutionNoResults'])
  const rules = (address: string) =>
    `<m:GetInboxRules><m:MailboxSmtpAddress>${address}</m:MailboxSmtpAddress></m:GetInboxRules>`
  t.same(await codes(rules(alice.mailbox)), ['NoError'])
  t.same(await codes(rules(bob.mailbox)), ['ErrorAccessDenied'])
})

t.test('nobody has a photo, by SOAP and by GET', async (t) => {
  const host = await startHost(t, [ews])
  const photo = (size: string) =>
    post(
      host,
      envelope(
        `<m:GetUserPhoto><m:Email>bob@contoso.com</m:Email><m:SizeRequested>${size}</m:SizeRequested></m:GetUserPhoto>`,
      ),
    )
  const none = await photo('HR48x48')
  t.same([none.status, none.all('ResponseCode'), none.all('HasChanged')], [200, ['ErrorItemNotFound'], ['false']])
  t.equal(none.first('GetUserPhotoResponse')?.getAttribute('ResponseClass'), 'Error')
  t.equal((await photo('HR48x64')).status, 500)
  const get = (query: string) =>
    fetch(`${host.url}/EWS/Exchange.asmx/s/GetUserPhoto${query}`, { headers: { authorization: basic(alice) } })
  t.equal((await get('?email=bob@contoso.com&size=HR48x48')).status, 404)
  t.equal((await get('')).status, 400)
})

t.test('people are found among contacts and in the directory, and told of one by one', async (t) => {
  const host = await startHost(t, [ews])
  const box = boxOf(host)
  const eve = {
    displayName: 'Eve Example',
    givenName: 'Eve',
    surname: 'Example',
    emails: [{ name: 'Eve', address: 'eve@fabrikam.com' }],
  }
  box.add(box.folder('contacts'), contact(eve))
  box.add(box.folder('contacts'), contact({ displayName: 'Adam First' }))
  const find = (more: string, folder = '<t:DistinguishedFolderId Id="contacts"/>', base = 'Default') =>
    post(
      host,
      envelope(
        `<m:FindPeople Traversal="Shallow"><m:PersonaShape><t:BaseShape>${base}</t:BaseShape></m:PersonaShape><m:IndexedPageItemView BasePoint="Beginning" MaxEntriesReturned="100" Offset="0"/>${more}<m:ParentFolderId>${folder}</m:ParentFolderId></m:FindPeople>`,
      ),
    )
  const order = (direction: string) =>
    `<m:SortOrder><t:FieldOrder Order="${direction}"><t:FieldURI FieldURI="persona:DisplayName"/></t:FieldOrder></m:SortOrder>`
  const names = ['Adam First', 'Bob Builder', 'Carla Cole', 'Eve Example']
  const all = await find(order('Ascending'))
  t.same([all.all('ResponseCode'), all.all('DisplayName')], [['NoError'], names])
  t.same(all.all('TotalNumberOfPeopleInView'), ['4'])
  t.same((await find(order('Descending'))).all('DisplayName'), names.toReversed())
  const twice = `${order('Ascending')}`.replace('</m:SortOrder>', `${order('Descending').slice(13)}`)
  t.same((await find(twice)).all('DisplayName'), names, 'a property that is named again orders nothing')
  const ids = await find('', undefined, 'IdOnly')
  t.same([ids.all('PersonaId').length, ids.all('DisplayName')], [4, []])
  const restriction =
    '<m:Restriction><t:IsEqualTo><t:FieldURI FieldURI="persona:Surname"/><t:FieldURIOrConstant><t:Constant Value="Example"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>'
  const one = await find(restriction)
  t.same(one.all('DisplayName'), ['Eve Example'])
  const bobs = await post(
    host,
    envelope(
      '<m:FindPeople><m:IndexedPageItemView BasePoint="Beginning" MaxEntriesReturned="10" Offset="0"/><m:ParentFolderId><t:DistinguishedFolderId Id="directory"/></m:ParentFolderId><m:QueryString>bob Bui bob</m:QueryString></m:FindPeople>',
    ),
  )
  t.same(bobs.all('DisplayName'), [bob.displayName])
  const get = (id: string | null | undefined) =>
    post(host, envelope(`<m:GetPersona><m:PersonaId Id="${id}"/></m:GetPersona>`))
  for (const [found, name] of [
    [one, 'Eve Example'],
    [bobs, bob.displayName],
  ] as const) {
    const persona = await get(found.first('PersonaId')?.getAttribute('Id'))
    t.ok(persona.first('GetPersonaResponseMessage'), 'the element has a name of its own')
    t.same(persona.all('DisplayName'), [name])
  }
  t.same((await get('AAAA')).all('ResponseCode'), ['ErrorInvalidIdMalformed'])
  t.same((await get('QUQ6eA==')).all('ResponseCode'), ['ErrorItemNotFound'])
})
