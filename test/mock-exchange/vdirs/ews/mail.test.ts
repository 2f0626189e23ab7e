import t from 'tap'
import type { DefaultFolderName } from '../../../../mock-exchange/mailbox/folders.ts'
import type { Mailbox } from '../../../../mock-exchange/mailbox/mailbox.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { alice, bob, startHost } from '../host.ts'
import { envelope, post } from './soap.ts'

const message = (to: string, disposition = 'SendAndSaveCopy', extra = ''): string =>
  envelope(
    `<m:CreateItem MessageDisposition="${disposition}">${extra}<m:Items><t:Message><t:Subject>Lunch &amp; more</t:Subject><t:Body BodyType="Text">At noon?</t:Body><t:ToRecipients>${to}</t:ToRecipients></t:Message></m:Items></m:CreateItem>`,
  )
const sendOnly = (items: string): string =>
  envelope(`<m:CreateItem MessageDisposition="SendOnly"><m:Items>${items}</m:Items></m:CreateItem>`)
const itemsIn = (mailbox: Mailbox | undefined, name: DefaultFolderName) => mailbox?.items(mailbox.folder(name)) ?? []
const mailbox = (address: string) => `<t:Mailbox><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox>`

t.test('a message that is sent arrives at once, and a copy stays with the sender', async (t) => {
  const host = await startHost(t, [ews])
  const store = mailboxesOf(host.context)
  const heard: string[] = []
  store.of(bob)?.onChange((event) => {
    if (event.type === 'created') heard.push(`${event.folder.name}: ${event.item.subject}`)
  })
  const answer = await post(host, message(mailbox(bob.mailbox)))
  t.same(answer.all('ResponseCode'), ['NoError'])
  t.match(answer.first('ItemId')?.getAttribute('ChangeKey'), /^CQAAABYAAA/)
  t.same(heard, ['inbox: Lunch & more'])
  t.match(itemsIn(store.of(bob), 'inbox').at(-1), { from: { address: alice.mailbox } })
  t.equal(itemsIn(store.of(alice), 'sentitems').length, 2)
})

t.test('SendOnly keeps no copy, SaveOnly sends nothing', async (t) => {
  const host = await startHost(t, [ews])
  const store = mailboxesOf(host.context)
  t.same((await post(host, message(mailbox(bob.mailbox), 'SendOnly'))).all('ResponseCode'), ['NoError'])
  t.equal(itemsIn(store.of(alice), 'sentitems').length, 1)
  await post(host, message(mailbox(bob.mailbox), 'SaveOnly'))
  t.equal(itemsIn(store.of(bob), 'inbox').length, 4)
  t.equal(itemsIn(store.of(alice), 'drafts').length, 2)
  const folder = '<m:SavedItemFolderId><t:DistinguishedFolderId Id="notes"/></m:SavedItemFolderId>'
  await post(host, message(mailbox(bob.mailbox), 'SaveOnly', folder))
  t.equal(itemsIn(store.of(alice), 'notes').length, 1)
})

t.test('for a recipient that does not exist the sender is sent a report', async (t) => {
  const host = await startHost(t, [ews])
  await post(host, message(mailbox('nobody@contoso.com')))
  const last = itemsIn(mailboxesOf(host.context).of(alice), 'inbox').at(-1)
  t.equal(last?.subject, 'Undeliverable: Lunch & more')
})

t.test('a message without recipients is not sent, and one whose MIME is no base64 is refused in words', async (t) => {
  const host = await startHost(t, [ews])
  t.same((await post(host, message(''))).all('ResponseCode'), ['ErrorInvalidRecipients'])
  const mime =
    '<m:CreateItem MessageDisposition="SendOnly"><m:Items><t:Message><t:MimeContent>Q%Q==</t:MimeContent></t:Message></m:Items></m:CreateItem>'
  t.same((await post(host, envelope(mime))).all('ResponseCode'), ['ErrorMimeContentInvalidBase64String'])
  t.same((await post(host, message('', 'Whatever'))).all('ResponseCode'), ['ErrorSchemaValidation'])
})

t.test('who is on Bcc gets the message, and nobody sees it', async (t) => {
  const host = await startHost(t, [ews])
  const mime =
    'Date: Mon, 02 Jun 2014 08:00:00 +0000\r\nMessage-ID: <1@contoso.com>\r\nBcc: <bob@contoso.com>,\r\n <x@contoso.com>\r\nSubject: hidden\r\n\r\nBcc: not this\r\n'
  const content = `<t:MimeContent>${Buffer.from(mime).toString('base64')}</t:MimeContent>`
  const sent = await post(host, sendOnly(`<t:Message>${content}</t:Message>`))
  t.same(sent.all('ResponseCode'), ['NoError'])
  const store = mailboxesOf(host.context)
  t.equal(itemsIn(store.of(bob), 'inbox').at(-1)?.subject, 'hidden')
  const inbox = await post(
    host,
    envelope(
      '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>',
    ),
    bob,
  )
  const id = inbox.first('ItemId')?.getAttribute('Id')
  const read = await post(
    host,
    envelope(
      `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:GetItem>`,
    ),
    bob,
  )
  const received = Buffer.from(read.all('MimeContent')[0] ?? '', 'base64').toString()
  t.equal(received, mime.replace(/Bcc: <.*\r\n .*\r\n/, ''))
})

t.test('nobody sends as somebody else, or to what is no address', async (t) => {
  const host = await startHost(t, [ews])
  const letter = (to: string, from: string) =>
    `<t:Message><t:Subject>x</t:Subject><t:ToRecipients><t:Mailbox><t:EmailAddress>${to}</t:EmailAddress></t:Mailbox></t:ToRecipients><t:From><t:Mailbox><t:EmailAddress>${from}</t:EmailAddress></t:Mailbox></t:From></t:Message>`
  const send = (item: string) => post(host, sendOnly(item))
  t.same((await send(letter('bob@contoso.com', 'bob@contoso.com'))).all('ResponseCode'), ['ErrorSendAsDenied'])
  t.same((await send(letter('bob', alice.mailbox))).all('ResponseCode'), ['ErrorInvalidRecipients'])
  t.same((await send(letter('bob@contoso.com', alice.mailbox))).all('ResponseCode'), ['NoError'])
})

t.test('ConvertId tells the address of the mailbox, as DavMail wants it', async (t) => {
  const host = await startHost(t, [ews])
  const root = envelope(
    '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="root"/></m:FolderIds></m:GetFolder>',
  )
  const id = (await post(host, root)).first('FolderId')?.getAttribute('Id')
  const convert = (format: string, source = `<t:AlternateId Format="EwsId" Id="${id}" Mailbox="blah@blah.com"/>`) =>
    post(
      host,
      envelope(`<m:ConvertId DestinationFormat="${format}"><m:SourceIds>${source}</m:SourceIds></m:ConvertId>`),
    )
  const same = (await convert('EwsId')).first('AlternateId')
  t.equal(same?.getAttribute('Mailbox'), alice.mailbox)
  t.equal(same?.getAttribute('Id'), id)
  t.match((await convert('HexEntryId')).first('AlternateId')?.getAttribute('Id'), /^[0-9A-F]{92}$/)
  t.same((await convert('EwsId', '<t:AlternateId Format="EwsId" Id="x" Mailbox="a@b"/>')).all('ResponseCode'), [
    'ErrorInvalidIdMalformed',
  ])
  t.same((await convert('Nothing')).all('ResponseCode'), ['ErrorSchemaValidation'])
})
