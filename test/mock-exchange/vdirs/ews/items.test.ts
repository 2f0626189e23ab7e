// Items over EWS: made, changed, moved, deleted, with all that they carry.

import t from 'tap'
import { alice, bob } from '../host.ts'
import { idOf, named, start } from './client.ts'
import type { Answer } from './soap.ts'

const keyOf = (answer: Answer) => answer.first('ItemId')?.getAttribute('ChangeKey') ?? ''
const childNames = (answer: Answer, element: string) =>
  [...(answer.first(element)?.childNodes ?? [])].map(({ nodeName }) => nodeName.replace('t:', ''))

t.test('a message has its properties in the order of the schema, extended ones in their place', async (t) => {
  const { find, get } = await start(t)
  const list = await find('inbox')
  t.same(list.all('Subject'), ['Load balancer: the plan', 'Your mailbox has moved to Exchange 2013', 'Welcome'])
  t.same(childNames(list, 'Message'), [
    'ItemId',
    'Subject',
    'Sensitivity',
    'Size',
    'DateTimeSent',
    'DateTimeCreated',
    'HasAttachments',
    'From',
    'IsRead',
  ])
  const tags = ['0xe23', '3591', '0x7d', '0x1000', '0x9999'].map(
    (tag) =>
      `<t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="${['0xe23', '3591'].includes(tag) ? 'Integer' : 'String'}"/>`,
  )
  const whole = await get(idOf(list), `<t:AdditionalProperties>${tags.slice(0, 4).join('')}</t:AdditionalProperties>`)
  const names = childNames(whole, 'Message')
  t.same(names.slice(0, 5), ['ItemId', 'ParentFolderId', 'ItemClass', 'Subject', 'Sensitivity'])
  t.ok(names.indexOf('HasAttachments') < names.indexOf('ExtendedProperty'))
  t.ok(names.lastIndexOf('ExtendedProperty') < names.indexOf('EffectiveRights'))
  t.ok(names.indexOf('EffectiveRights') < names.indexOf('ToRecipients'))
  t.equal(whole.all('Value')[0], '3', 'the article number grows from one')
  t.match(whole.all('Value')[2], /^From: .*\r?\n/)
  t.same((await get(idOf(list), `<t:AdditionalProperties>${tags[4]}</t:AdditionalProperties>`)).all('ResponseCode'), [
    'ErrorInvalidExtendedProperty',
  ])
})

t.test('MIME that goes in comes out unchanged, also after it was marked read and flagged', async (t) => {
  const { create, get, update } = await start(t)
  const mime =
    'From: <alice@contoso.com>\r\nTo: <x@fabrikam.com>\r\nSubject: =?utf-8?Q?f=C3=BCr?=\r\nX-Odd:  kept \r\n\r\nText\r\n'
  const flags =
    '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0xe07" PropertyType="Integer"/><t:Value>1</t:Value></t:ExtendedProperty>'
  const made = await create(
    `<t:Message><t:MimeContent>${Buffer.from(mime).toString('base64')}</t:MimeContent>${flags}</t:Message>`,
  )
  t.same(made.all('ResponseCode'), ['NoError'])
  const item = `<t:ItemId Id="${idOf(made)}"/>`
  await update(
    item,
    '<t:SetItemField><t:FieldURI FieldURI="message:IsRead"/><t:Message><t:IsRead>false</t:IsRead></t:Message></t:SetItemField><t:SetItemField><t:ExtendedFieldURI PropertyTag="0x1090" PropertyType="Integer"/><t:Message><t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x1090" PropertyType="Integer"/><t:Value>2</t:Value></t:ExtendedProperty></t:Message></t:SetItemField>',
  )
  const read = await get(idOf(made), '<t:IncludeMimeContent>true</t:IncludeMimeContent>')
  t.equal(Buffer.from(read.all('MimeContent')[0] ?? '', 'base64').toString(), mime)
  t.same(
    [read.all('Subject'), read.all('IsRead'), read.all('IsDraft'), read.all('FlagStatus')],
    [['für'], ['false'], ['false'], ['Flagged']],
  )
  await update(
    item,
    '<t:SetItemField><t:FieldURI FieldURI="item:Subject"/><t:Message><t:Subject>other</t:Subject></t:Message></t:SetItemField>',
  )
  const changed = await get(idOf(made), '<t:IncludeMimeContent>true</t:IncludeMimeContent>')
  t.match(Buffer.from(changed.all('MimeContent')[0] ?? '', 'base64').toString(), /^Subject: other\r$/m)
})

t.test('a change that does not know the last one is refused when nothing may be overwritten', async (t) => {
  const { create, update, ask } = await start(t)
  const made = await create('<t:Message><t:Subject>one</t:Subject></t:Message>')
  const set = (text: string) =>
    `<t:SetItemField><t:FieldURI FieldURI="item:Subject"/><t:Message><t:Subject>${text}</t:Subject></t:Message></t:SetItemField>`
  const reference = `<t:ItemId Id="${idOf(made)}" ChangeKey="${keyOf(made)}"/>`
  const second = await update(reference, set('two'), 'NeverOverwrite')
  t.same(second.all('ResponseCode'), ['NoError'])
  t.not(keyOf(second), keyOf(made))
  t.same((await update(reference, set('three'), 'NeverOverwrite')).all('ResponseCode'), ['ErrorIrresolvableConflict'])
  t.same((await update(reference, set('four'), 'AutoResolve')).all('ResponseCode'), ['NoError'])
  t.same((await update(`<t:ItemId Id="${idOf(made)}"/>`, set('x'), 'NeverOverwrite')).all('ResponseCode'), [
    'ErrorChangeKeyRequiredForWriteOperations',
  ])
  const send = (item: string) => ask(`<m:SendItem SaveItemToFolder="true"><m:ItemIds>${item}</m:ItemIds></m:SendItem>`)
  t.same((await send(reference)).all('ResponseCode'), ['ErrorStaleObject'])
  t.same((await send(`<t:ItemId Id="${idOf(made)}"/>`)).all('ResponseCode'), ['ErrorChangeKeyRequired'])
})

t.test('a draft grows an attachment, is sent, and arrives with it', async (t) => {
  const { create, ask, find } = await start(t)
  const draft = await create(
    '<t:Message><t:Subject>with a file</t:Subject><t:Body BodyType="HTML">&lt;b>see&lt;/b></t:Body><t:ToRecipients><t:Mailbox><t:EmailAddress>bob@contoso.com</t:EmailAddress></t:Mailbox></t:ToRecipients></t:Message>',
  )
  const file = `<t:FileAttachment><t:Name>a.bin</t:Name><t:ContentType>application/x-a</t:ContentType><t:Content>AAEC</t:Content></t:FileAttachment>`
  const inner =
    '<t:ItemAttachment><t:Name>inner</t:Name><t:Message><t:Subject>inside</t:Subject></t:Message></t:ItemAttachment>'
  const grown = await ask(
    `<m:CreateAttachment><m:ParentItemId Id="${idOf(draft)}"/><m:Attachments>${file}${inner}</m:Attachments></m:CreateAttachment>`,
  )
  t.same(grown.all('ResponseCode'), ['NoError', 'NoError'])
  const ids = grown.root.getElementsByTagNameNS('*', 'AttachmentId')
  const key = ids[1]?.getAttribute('RootItemChangeKey')
  const fetch = (id: string | null | undefined) =>
    ask(`<m:GetAttachment><m:AttachmentIds><t:AttachmentId Id="${id}"/></m:AttachmentIds></m:GetAttachment>`)
  t.same((await fetch(ids[0]?.getAttribute('Id'))).all('Content'), ['AAEC'])
  t.same((await fetch(ids[1]?.getAttribute('Id'))).all('Subject'), ['inside'])
  const sent = await ask(
    `<m:SendItem SaveItemToFolder="true"><m:ItemIds><t:ItemId Id="${idOf(draft)}" ChangeKey="${key}"/></m:ItemIds></m:SendItem>`,
  )
  t.same(sent.all('ResponseCode'), ['NoError'])
  const arrived = await find('inbox', '', undefined, bob)
  t.same(
    [arrived.all('Subject')[0], arrived.all('HasAttachments')[0], arrived.all('EmailAddress')[0]],
    ['with a file', 'true', alice.mailbox],
  )
  t.equal((await find('sentitems')).all('Subject')[0], 'with a file')
  t.notOk((await find('drafts')).all('Subject').includes('with a file'))
})

t.test('items are deleted in three ways, moved, copied, and marked', async (t) => {
  const { create, ask, find } = await start(t)
  const make = async (subject: string) => idOf(await create(`<t:Message><t:Subject>${subject}</t:Subject></t:Message>`))
  const remove = (id: string, type: string) =>
    ask(`<m:DeleteItem DeleteType="${type}"><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:DeleteItem>`)
  const [hard, soft, bin] = [await make('hard'), await make('soft'), await make('bin')]
  await remove(hard, 'HardDelete')
  await remove(soft, 'SoftDelete')
  await remove(bin, 'MoveToDeletedItems')
  t.same((await remove(hard, 'HardDelete')).all('ResponseCode'), ['ErrorItemNotFound'])
  t.same((await find('deleteditems')).all('Subject'), ['bin'])
  t.same((await find('recoverableitemsdeletions')).all('Subject'), ['soft'])
  const copy = await ask(
    `<m:CopyItem><m:ToFolderId>${named('notes')}</m:ToFolderId><m:ItemIds><t:ItemId Id="${idOf(await find('deleteditems'))}"/></m:ItemIds></m:CopyItem>`,
  )
  const moved = await ask(
    `<m:MoveItem><m:ToFolderId>${named('outbox')}</m:ToFolderId><m:ItemIds><t:ItemId Id="${idOf(copy)}"/></m:ItemIds></m:MoveItem>`,
  )
  t.same([(await find('notes')).all('Subject'), (await find('outbox')).all('Subject')], [[], ['bin']])
  t.not(idOf(moved), idOf(copy))
  const mark = `<m:MarkAllItemsAsRead><m:ReadFlag>true</m:ReadFlag><m:SuppressReadReceipts>true</m:SuppressReadReceipts><m:FolderIds>${named('inbox')}</m:FolderIds></m:MarkAllItemsAsRead>`
  t.same((await ask(mark)).all('ResponseCode'), ['NoError'])
  t.same(new Set((await find('inbox')).all('IsRead')), new Set(['true']))
})

t.test(
  'a recurring appointment is its occurrences in a view, each of which can be taken out; its MIME is iCalendar',
  async (t) => {
    const { create, find, ask, get } = await start(t)
    const item = (recurrence: string) =>
      `<t:CalendarItem><t:Subject>weekly</t:Subject><t:Start>2014-03-24T08:00:00Z</t:Start><t:End>2014-03-24T09:00:00Z</t:End>${recurrence}<t:StartTimeZone Id="W. Europe Standard Time"/></t:CalendarItem>`
    const weekly =
      '<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Monday</t:DaysOfWeek></t:WeeklyRecurrence><t:NumberedRecurrence><t:StartDate>2014-03-24</t:StartDate><t:NumberOfOccurrences>3</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>'
    t.same((await create(item(weekly), '')).all('ResponseCode'), ['ErrorSendMeetingInvitationsRequired'])
    const made = await create(item(weekly), 'SendMeetingInvitations="SendToNone"')
    const view = '<m:CalendarView StartDate="2014-03-01T00:00:00Z" EndDate="2014-05-01T00:00:00Z"/>'
    const seen = await find('calendar', view)
    // The clocks change on 30 March: nine o'clock is an hour earlier in UTC from then on.
    t.same(seen.all('Start'), ['2014-03-24T08:00:00Z', '2014-03-31T07:00:00Z', '2014-04-07T07:00:00Z'])
    const second = seen.root.getElementsByTagNameNS('*', 'ItemId')[1]?.getAttribute('Id')
    t.same((await get(second ?? '')).all('CalendarItemType'), ['Occurrence'])
    await ask(
      `<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone"><m:ItemIds><t:ItemId Id="${second}"/></m:ItemIds></m:DeleteItem>`,
    )
    t.same((await find('calendar', view)).all('Start'), ['2014-03-24T08:00:00Z', '2014-04-07T07:00:00Z'])
    const whole = await get(idOf(made), '<t:IncludeMimeContent>true</t:IncludeMimeContent>')
    t.same([whole.all('CalendarItemType'), whole.all('NumberOfOccurrences')], [['RecurringMaster'], ['3']])
    const calendar = Buffer.from(whole.all('MimeContent')[0] ?? '', 'base64').toString()
    t.match(calendar, /^RRULE:.*COUNT=3/m)
    t.match(calendar, /^EXDATE;TZID=W\. Europe Standard Time:20140331T090000/m)
    const again = await create(
      `<t:CalendarItem><t:MimeContent>${Buffer.from(calendar).toString('base64')}</t:MimeContent></t:CalendarItem>`,
      'SendMeetingInvitations="SendToNone"',
    )
    t.same((await get(idOf(again))).all('Subject'), ['weekly'])
    t.same((await find('calendar', view)).all('Start').filter((at) => at === '2014-04-07T07:00:00Z').length, 2)
  },
)

t.test(
  "an invitation arrives as a meeting request, stands in the calendar, and its answer in the organizer's",
  async (t) => {
    const { create, ask, find, get } = await start(t)
    const attendee = `<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>${bob.mailbox}</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>`
    const made = await create(
      `<t:CalendarItem><t:Subject>talk</t:Subject><t:Start>2014-06-10T08:00:00Z</t:Start><t:End>2014-06-10T09:00:00Z</t:End>${attendee}</t:CalendarItem>`,
      'SendMeetingInvitations="SendToAllAndSaveCopy"',
    )
    const inbox = await find('inbox', '', undefined, bob)
    t.same([inbox.all('Subject')[0], inbox.first('MeetingRequest') !== undefined], ['talk', true])
    t.same(inbox.all('Start'), ['2014-06-10T08:00:00Z'])
    const id = inbox.first('MeetingRequest')?.getElementsByTagNameNS('*', 'ItemId')[0]?.getAttribute('Id')
    const accepted = await ask(
      `<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items><t:AcceptItem><t:ReferenceItemId Id="${id}"/></t:AcceptItem></m:Items></m:CreateItem>`,
      bob,
    )
    t.same(accepted.all('ResponseCode'), ['NoError'])
    t.same((await get(idOf(made))).all('ResponseType'), ['Accept'])
    t.equal((await find('inbox')).all('Subject')[0], 'Accepted: talk')
  },
)

t.test('contacts and tasks keep what they are given', async (t) => {
  const { create, get, update } = await start(t)
  const contact = await create(
    '<t:Contact><t:DisplayName>Zoe Zed</t:DisplayName><t:EmailAddresses><t:Entry Key="EmailAddress1">z@z.com</t:Entry></t:EmailAddresses><t:PhysicalAddresses><t:Entry Key="Home"><t:Street>1 Road</t:Street><t:City>Town</t:City></t:Entry></t:PhysicalAddresses><t:PhoneNumbers><t:Entry Key="MobilePhone">1</t:Entry></t:PhoneNumbers><t:Department>Ops</t:Department></t:Contact>',
    '',
  )
  const set =
    '<t:SetItemField><t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="HomePhone"/><t:Contact><t:PhoneNumbers><t:Entry Key="HomePhone">2</t:Entry></t:PhoneNumbers></t:Contact></t:SetItemField><t:DeleteItemField><t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="MobilePhone"/></t:DeleteItemField>'
  await update(`<t:ItemId Id="${idOf(contact)}"/>`, set)
  const read = await get(idOf(contact))
  t.same(read.all('Entry'), ['z@z.com', '1 RoadTown', '2'])
  t.same(read.all('Department'), ['Ops'])
  const part = (name: string) => `<t:IndexedFieldURI FieldURI="contacts:PhysicalAddress:${name}" FieldIndex="Home"/>`
  const home = await get(
    idOf(contact),
    `<t:AdditionalProperties>${part('City')}${part('Street')}</t:AdditionalProperties>`,
    'IdOnly',
  )
  t.same(home.all('Entry'), ['1 RoadTown'], 'the parts of an address are one entry, in the order of the schema')
  const task = await create('<t:Task><t:Subject>do</t:Subject><t:DueDate>2014-06-20T00:00:00Z</t:DueDate></t:Task>', '')
  await update(
    `<t:ItemId Id="${idOf(task)}"/>`,
    '<t:SetItemField><t:FieldURI FieldURI="task:Status"/><t:Task><t:Status>Completed</t:Status></t:Task></t:SetItemField>',
  )
  const done = await get(idOf(task))
  t.same(
    [done.all('PercentComplete'), done.all('IsComplete'), done.all('DueDate')],
    [['100'], ['true'], ['2014-06-20T00:00:00Z']],
  )
  t.match(done.all('CompleteDate')[0], /^\d{4}-/)
})

t.test('what cannot be set, and what the schema does not know, is told apart', async (t) => {
  const { create, update, get } = await start(t)
  const made = await create('<t:Message><t:Subject>s</t:Subject></t:Message>')
  const set = (uri: string, value: string) =>
    update(
      `<t:ItemId Id="${idOf(made)}"/>`,
      `<t:SetItemField><t:FieldURI FieldURI="${uri}"/><t:Message>${value}</t:Message></t:SetItemField>`,
    )
  t.same((await set('item:Size', '<t:Size>1</t:Size>')).all('ResponseCode'), ['ErrorInvalidPropertySet'])
  t.same((await set('item:Subject', '<t:Body>1</t:Body>')).all('ResponseCode'), ['ErrorUpdatePropertyMismatch'])
  t.same((await set('item:Subject', '<t:Subject/><t:Body/>')).all('ResponseCode'), [
    'ErrorIncorrectUpdatePropertyCount',
  ])
  t.same(
    [
      (await set('item:Nonsense', '<t:Subject/>')).status,
      (await create('<t:Message><t:Nonsense/></t:Message>')).status,
    ],
    [500, 500],
  )
  t.same((await create('<t:Message/>', '')).all('ResponseCode'), ['ErrorMessageDispositionRequired'])
  const all = await get(
    idOf(made),
    '<t:AdditionalProperties><t:FieldURI FieldURI="calendar:Start"/><t:FieldURI FieldURI="item:RetentionDate"/></t:AdditionalProperties>',
    'IdOnly',
  )
  t.same(
    [all.all('ResponseCode'), childNames(all, 'Message')],
    [['NoError'], ['ItemId']],
    'what the item does not have is left out',
  )
  t.same(
    (
      await get(
        idOf(made),
        '<t:AdditionalProperties><t:FieldURI FieldURI="folder:DisplayName"/></t:AdditionalProperties>',
      )
    ).all('ResponseCode'),
    ['ErrorInvalidPropertyRequest'],
  )
})
