import t from 'tap'
import { oofSettingsOf } from '../../../../mock-exchange/mailbox/automatic-replies.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { activeSync } from '../../../../mock-exchange/vdirs/activesync.ts'
import {
  childAt,
  childrenNamed,
  childrenOf,
  element,
  tagsOf,
  textAt,
  type WbxmlElement,
} from '../../../../protocols/wbxml/index.ts'
import { alice, bob, type Host, startHost } from '../host.ts'
import { ready } from './device.ts'
import { air, base, body, phone } from './phone.ts'

const compose = tagsOf('ComposeMail')
const operations = tagsOf('ItemOperations')
const statusOf = (root: WbxmlElement | undefined) => root && textAt(root, 'Status')

const letterText = (subject: string, to = 'bob@contoso.com'): Buffer =>
  Buffer.from(`To: ${to}\r\nSubject: ${subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße\r\n`)

function inboxOf(host: Host, who: typeof alice) {
  const mailbox = mailboxesOf(host.context).of(who)
  return mailbox?.items(mailbox.folder('inbox')) ?? []
}

t.test('SendMail: sent once, kept in Sent Items when asked, refused without a recipient', async (t) => {
  const { host, mailbox, command } = await phone(t)
  const mail = (id: string, mime: Buffer, ...rest: WbxmlElement[]): WbxmlElement =>
    compose('SendMail', compose('ClientId', id), ...rest, compose('Mime', mime))
  const sent = await command(host, 'SendMail', mail('m1', letterText('Hello'), compose('SaveInSentItems')))
  t.same([sent.status, sent.bytes.length], [200, 0])
  t.match(inboxOf(host, bob).at(-1), {
    subject: 'Hello',
    from: { name: 'Alice Ångström', address: 'alice@contoso.com' },
    body: { content: 'Grüße\n' },
    read: false,
  })
  t.match(mailbox.items(mailbox.folder('sentitems')).at(-1), { subject: 'Hello', read: true })
  const status = async (document: WbxmlElement | undefined) =>
    statusOf((await command(host, 'SendMail', document)).root)
  t.equal(await status(mail('m1', letterText('Hello'))), '118', 'the same once more')
  t.equal(inboxOf(host, bob).filter(({ subject }) => subject === 'Hello').length, 1)
  t.equal(await status(mail('m2', Buffer.from('Subject: To nobody\r\n\r\nx'))), '119')
  t.equal(await status(mail('m3', Buffer.alloc(0))), '107')
  t.equal(await status(compose('SendMail', compose('ClientId', 'm4'))), '103')
  t.equal(await status(undefined), '103')
  await command(host, 'SendMail', mail('m5', letterText('Lost', 'nobody@contoso.com')))
  t.equal(inboxOf(host, alice).at(-1)?.subject, 'Undeliverable: Lost')
})

t.test('a full mailbox takes no copy, and nothing is sent: Status 113, or HTTP 507', async (t) => {
  const host = await startHost(t, [activeSync])
  Object.assign(host.context, { users: [{ ...alice, quota: 30_000 }, bob] })
  const long = Buffer.concat([letterText('Long'), Buffer.alloc(40_000, 'x')])
  const device = await ready(host)
  const document = compose('SendMail', compose('ClientId', 'l'), compose('SaveInSentItems'), compose('Mime', long))
  t.equal(statusOf((await device(host, 'SendMail', document)).root), '113')
  const old = await device(host, 'SendMail', long, { version: '12.1', more: '&SaveInSent=T' })
  t.equal(old.status, 507)
  t.notOk(inboxOf(host, bob).some(({ subject }) => subject === 'Long'))
})

t.test('SmartReply and SmartForward bring the original along, and mark it', async (t) => {
  const { host, mailbox, command } = await phone(t)
  const plan = inboxOf(host, alice).find(({ subject }) => subject.startsWith('Load balancer'))
  if (plan === undefined) return t.fail('no mail')
  const send = (name: 'SmartReply' | 'SmartForward', ...rest: WbxmlElement[]) => {
    const source = compose('Source', compose('FolderId', '5'), compose('ItemId', `5:${plan.id.counter}`))
    const mime = compose('Mime', letterText(name))
    return command(host, name, compose(name, compose('ClientId', `${name}${rest.length}`), source, ...rest, mime))
  }
  await send('SmartReply')
  const reply = inboxOf(host, bob).at(-1)
  t.match(reply?.body.content, /^Grüße[\s\S]*-----Original Message-----[\s\S]*From: Bob Builder[\s\S]*Tuesday at ten\?/)
  t.match(reply, { attachments: [], inReplyTo: plan.kind === 'message' ? plan.messageId : '' })
  t.equal(mailbox.itemAt(mailbox.folder('inbox'), plan.id.counter)?.properties.get('0x1081'), 102)
  await send('SmartForward')
  t.match(inboxOf(host, bob).at(-1)?.attachments, [{ name: 'plan.txt' }])
  await send('SmartForward', compose('ReplaceMime'))
  t.same(inboxOf(host, bob).at(-1)?.attachments, [])
  const missing = compose('SmartReply', compose('ClientId', 'x'), compose('Mime', letterText('x')))
  t.equal(statusOf((await command(host, 'SmartReply', missing)).root), '150')
})

t.test('before 14.0 mail is the body itself, and errors are HTTP’s', async (t) => {
  const { host, mailbox, command } = await phone(t, { version: '12.1' })
  const headers = { 'content-type': 'message/rfc822' }
  const sent = await command(host, 'SendMail', letterText('Old way'), { headers, more: '&SaveInSent=T' })
  t.same([sent.status, sent.bytes.length], [200, 0])
  t.equal(inboxOf(host, bob).at(-1)?.subject, 'Old way')
  t.equal(mailbox.items(mailbox.folder('sentitems')).at(-1)?.subject, 'Old way')
  const status = async (name: string, mime: Buffer, more = '') =>
    (await command(host, name, mime, { headers, more })).status
  t.equal(await status('SendMail', Buffer.from('Subject: x\r\n\r\n')), 400)
  t.equal(await status('SmartReply', letterText('Re'), '&ItemId=5:1&CollectionId=5'), 400)
  const plan = inboxOf(host, alice).find(({ attachments }) => attachments.length > 0)
  t.equal(await status('SmartForward', letterText('Fw'), `&ItemId=5:${plan?.id.counter}&CollectionId=5`), 200)
  t.equal(inboxOf(host, bob).at(-1)?.attachments.length, 1)
  const file = await command(host, 'GetAttachment', undefined, { more: `&AttachmentName=5:${plan?.id.counter}:0` })
  t.same([file.status, file.headers.get('content-type')], [200, 'text/plain'])
  t.match(file.bytes.toString(), /^1\. Take SSL off/)
  t.equal((await command(host, 'GetAttachment', undefined, { more: '&AttachmentName=5:1:0' })).status, 500)
})

t.test('ItemOperations: items and attachments, inline and in parts; folders emptied', async (t) => {
  const { host, mailbox, command } = await phone(t)
  const plan = inboxOf(host, alice).find(({ attachments }) => attachments.length > 0)
  const id = `5:${plan?.id.counter}`
  const fetch = (...rest: WbxmlElement[]) =>
    operations('ItemOperations', operations('Fetch', operations('Store', 'Mailbox'), ...rest))
  const ask = async (document: WbxmlElement) => {
    const { root } = await command(host, 'ItemOperations', document)
    return root && childAt(root, 'Response', 'Fetch')
  }
  const byId = [air('CollectionId', '5'), air('ServerId', id)]
  const item = await ask(fetch(...byId, operations('Options', body(1))))
  t.same(
    item && [
      textAt(item, 'Status'),
      textAt(item, 'ServerId'),
      textAt(item, 'Class'),
      textAt(item, 'Properties', 'Body', 'Data'),
    ],
    ['1', id, 'Email', 'The plan is attached. Tuesday at ten?'],
  )
  const file = base('FileReference', `${id}:0`)
  const whole = await ask(fetch(file))
  t.match(Buffer.from(textAt(whole ?? air('x'), 'Properties', 'Data') ?? '', 'base64').toString(), /^1\. Take SSL off/)
  const part = await ask(fetch(file, operations('Options', operations('Range', '3-10'))))
  t.equal(Buffer.from(textAt(part ?? air('x'), 'Properties', 'Data') ?? '', 'base64').toString(), 'Take SSL')
  t.equal(textAt(part ?? air('x'), 'Properties', 'Range'), '3-10')
  const status = async (document: WbxmlElement) => textAt((await ask(document)) ?? air('x'), 'Status')
  t.equal(await status(fetch(air('CollectionId', '5'), air('ServerId', '5:1'))), '6')
  t.equal(await status(fetch(base('FileReference', `${id}:7`))), '15')
  t.equal(await status(fetch(file, operations('Options', operations('Range', '900-999')))), '8')
  t.equal(statusOf((await command(host, 'ItemOperations', operations('ItemOperations'))).root), '2')

  const parts = await command(host, 'ItemOperations', fetch(file), { headers: { 'ms-asacceptmultipart': 'T' } })
  t.equal(parts.headers.get('content-type'), 'application/vnd.ms-sync.multipart')
  const [count, , , offset = 0, length = 0] = [0, 4, 8, 12, 16].map((at) => parts.bytes.readUInt32LE(at))
  t.equal(count, 2)
  t.match(parts.bytes.subarray(offset, offset + length).toString(), /^1\. Take SSL off[\s\S]*both sides\.\r\n$/)

  const empty = operations('ItemOperations', operations('EmptyFolderContents', air('CollectionId', '5')))
  t.equal(
    textAt(
      (await command(host, 'ItemOperations', empty)).root ?? air('x'),
      'Response',
      'EmptyFolderContents',
      'Status',
    ),
    '1',
  )
  t.equal(mailbox.count(mailbox.folder('inbox')), 0)
})

t.test('MoveItems and MeetingResponse', async (t) => {
  const { host, mailbox, command } = await phone(t)
  const move = tagsOf('Move')
  const [first] = inboxOf(host, alice)
  const ask = async (source: string, from: string, to: string) => {
    const one = move('Move', move('SrcMsgId', source), move('SrcFldId', from), move('DstFldId', to))
    const { root } = await command(host, 'MoveItems', move('MoveItems', one))
    return root && childAt(root, 'Response')
  }
  const id = `5:${first?.id.counter}`
  const status = async (...given: [string, string, string]) => textAt((await ask(...given)) ?? air('x'), 'Status')
  t.same([await status('5:1', '5', '3'), await status(id, '5', '99'), await status(id, '5', '5')], ['1', '2', '4'])
  const moved = await ask(id, '5', '3')
  t.same(moved && [textAt(moved, 'Status'), textAt(moved, 'DstMsgId')?.slice(0, 2)], ['3', '3:'])
  t.equal(mailbox.items(mailbox.folder('deleteditems'))[0]?.subject, first?.subject)

  const meeting = tagsOf('MeetingResponse')
  const [appointment] = mailbox.items(mailbox.folder('calendar'))
  const respond = async (requestId: string, answer: string) => {
    const request = meeting(
      'Request',
      meeting('UserResponse', answer),
      meeting('CollectionId', '1'),
      meeting('RequestId', requestId),
    )
    const { root } = await command(host, 'MeetingResponse', meeting('MeetingResponse', request))
    return root && textAt(root, 'Result', 'Status')
  }
  t.equal(await respond(`1:${appointment?.id.counter}`, '2'), '1')
  t.match(mailbox.items(mailbox.folder('calendar'))[0], { busyStatus: 'tentative' })
  t.equal(await respond('1:1', '1'), '2')
})

t.test('Search in the mailbox and among people; names resolved', async (t) => {
  const { host, command } = await phone(t)
  const search = tagsOf('Search')
  const ask = async (store: string, query: WbxmlElement, ...options: WbxmlElement[]) => {
    const all = options.length === 0 ? [] : [search('Options', ...options)]
    const document = search('Search', search('Store', search('Name', store), query, ...all))
    const { root } = await command(host, 'Search', document)
    return (root && childAt(root, 'Response', 'Store')) ?? search('none')
  }
  const words = (text: string) => search('Query', search('And', air('Class', 'Email'), search('FreeText', text)))
  const found = await ask('Mailbox', words('offloaded'), body(1))
  t.same([textAt(found, 'Status'), textAt(found, 'Total'), textAt(found, 'Range')], ['1', '1', '0-0'])
  t.equal(textAt(found, 'Result', 'Properties', 'Subject'), 'MRSProxy stays encrypted')
  const longId = search('LongId', textAt(found, 'Result', 'LongId') ?? '')
  const fetch = operations('ItemOperations', operations('Fetch', operations('Store', 'Mailbox'), longId))
  const item = (await command(host, 'ItemOperations', fetch)).root
  t.equal(item && textAt(item, 'Response', 'Fetch', 'Properties', 'Subject'), 'MRSProxy stays encrypted')
  t.same([textAt(await ask('Mailbox', words('unheard-of')), 'Status')], ['1'])
  t.equal(textAt(await ask('Mailbox', words('plan'), search('Range', '7-9')), 'Status'), '12')
  t.equal(textAt(await ask('Mailbox', search('Query', search('And'))), 'Status'), '2')
  t.equal(textAt(await ask('DocumentLibrary', words('x')), 'Status'), '5')
  const people = await ask('GAL', search('Query', 'bui'))
  t.same(textAt(people, 'Result', 'Properties', 'EmailAddress'), 'bob@contoso.com')
  t.equal(statusOf((await command(host, 'Search', undefined)).root), '3')

  const resolve = tagsOf('ResolveRecipients')
  const { root } = await command(
    host,
    'ResolveRecipients',
    resolve('ResolveRecipients', resolve('To', 'bob'), resolve('To', 'zoe')),
  )
  const responses = childrenNamed(root, 'ResolveRecipients', 'Response')
  t.same(
    responses.map((one) => [textAt(one, 'Status'), textAt(one, 'Recipient', 'EmailAddress')]),
    [
      ['1', 'bob@contoso.com'],
      ['4', undefined],
    ],
  )
})

t.test('Settings and ValidateCert say what is so', async (t) => {
  const { host, command, mailbox } = await phone(t)
  const settings = tagsOf('Settings')
  const { root } = await command(host, 'Settings', settings('Settings', settings('UserInformation', settings('Get'))))
  t.equal(
    root && textAt(root, 'UserInformation', 'Get', 'Accounts', 'Account', 'EmailAddresses', 'PrimarySmtpAddress'),
    'alice@contoso.com',
  )
  const older = await command(host, 'Settings', settings('Settings', settings('UserInformation', settings('Get'))), {
    version: '14.0',
  })
  t.equal(
    older.root && textAt(older.root, 'UserInformation', 'Get', 'EmailAddresses', 'SMTPAddress'),
    'alice@contoso.com',
  )
  t.equal(statusOf((await command(host, 'Settings', settings('Settings'))).root), '2')
  const oof = (...content: WbxmlElement[]) =>
    command(host, 'Settings', settings('Settings', settings('Oof', ...content))).then(({ root: answer }) => answer)
  const reply = (whom: string, text: string) =>
    settings(
      'OofMessage',
      settings(whom),
      settings('Enabled', '1'),
      settings('ReplyMessage', text),
      settings('BodyType', 'TEXT'),
    )
  const set = settings('Set', settings('OofState', '1'), reply('AppliesToInternal', 'Back on <Monday>'))
  t.equal(textAt((await oof(set)) ?? set, 'Oof', 'Status'), '1')
  t.match(oofSettingsOf(mailbox), { state: 'Enabled', internalReply: 'Back on &lt;Monday&gt;' })
  const told = (await oof(settings('Get', settings('BodyType', 'TEXT')))) ?? set
  t.same(
    [textAt(told, 'Oof', 'Get', 'OofState'), textAt(told, 'Oof', 'Get', 'OofMessage', 'ReplyMessage')],
    ['1', 'Back on <Monday>'],
  )
  t.equal(textAt((await oof(settings('Set', settings('OofState', '2')))) ?? set, 'Oof', 'Status'), '5', 'no times')
  const cert = tagsOf('ValidateCert')
  const answer = await command(
    host,
    'ValidateCert',
    cert('ValidateCert', cert('Certificates', cert('Certificate', 'AAAA'))),
  )
  t.equal(answer.root && textAt(answer.root, 'Certificate', 'Status'), '10')
  t.ok(childrenOf(answer.root ?? element('Ping', 'Ping')).length > 0)
})
