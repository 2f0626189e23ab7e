import t from 'tap'
import { idOf, start } from './client.ts'

t.test('appointments, contacts, lists and tasks are attached, and arrive as what they are', async (t) => {
  const { create, ask, find } = await start(t)
  const attach = (name: string, item: string) => `<t:ItemAttachment><t:Name>${name}</t:Name>${item}</t:ItemAttachment>`
  const attachments = [
    attach(
      'event',
      '<t:CalendarItem><t:Subject>Lunch</t:Subject><t:Start>2014-06-03T10:00:00Z</t:Start><t:End>2014-06-03T11:00:00Z</t:End><t:Location>Canteen</t:Location></t:CalendarItem>',
    ),
    attach('person', '<t:Contact><t:DisplayName>Eve Example</t:DisplayName><t:Surname>Example</t:Surname></t:Contact>'),
    attach('work', '<t:Task><t:Subject>Do it</t:Subject><t:DueDate>2014-07-01T00:00:00Z</t:DueDate></t:Task>'),
    attach('people', '<t:DistributionList><t:DisplayName>All</t:DisplayName></t:DistributionList>'),
  ]
  const sent = await ask(
    `<m:CreateItem MessageDisposition="SendOnly"><m:Items><t:Message><t:Subject>with items</t:Subject><t:Attachments>${attachments.join('')}</t:Attachments><t:ToRecipients><t:Mailbox><t:EmailAddress>alice@contoso.com</t:EmailAddress></t:Mailbox></t:ToRecipients></t:Message></m:Items></m:CreateItem>`,
  )
  t.same(sent.all('ResponseCode'), ['NoError'])
  const [letter] = (await find('inbox')).root.getElementsByTagNameNS('*', 'ItemId')
  const got = await ask(
    `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="item:Attachments"/></t:AdditionalProperties></m:ItemShape><m:ItemIds><t:ItemId Id="${letter?.getAttribute('Id')}"/></m:ItemIds></m:GetItem>`,
  )
  const references = [...got.root.getElementsByTagNameNS('*', 'AttachmentId')].map(
    (one) => `<t:AttachmentId Id="${one.getAttribute('Id')}"/>`,
  )
  const whole = await ask(
    `<m:GetAttachment><m:AttachmentIds>${references.join('')}</m:AttachmentIds></m:GetAttachment>`,
  )
  t.same(whole.all('ResponseCode'), ['NoError', 'NoError', 'NoError', 'NoError'])
  const elements = [...whole.root.getElementsByTagNameNS('*', 'ItemAttachment')].map((one) => one.lastChild?.nodeName)
  t.same(elements, ['t:CalendarItem', 't:Contact', 't:Task', 't:DistributionList'])
  t.same([whole.all('Location'), whole.all('Start')], [['Canteen'], ['2014-06-03T10:00:00Z']])
  t.same([whole.all('Surname'), whole.all('DueDate')], [['Example'], ['2014-07-01T00:00:00Z']])
  t.same(whole.all('ParentFolderId'), [], 'what is attached is in no folder')
  const made = await create(`<t:Message><t:Subject>draft</t:Subject></t:Message>`)
  const later = await ask(
    `<m:CreateAttachment><m:ParentItemId Id="${idOf(made)}"/><m:Attachments>${attachments[0]}</m:Attachments></m:CreateAttachment>`,
  )
  t.same(later.all('ResponseCode'), ['NoError'])
})

t.test('items nested without end are refused, which took memory by the power of their depth', async (t) => {
  const { create } = await start(t)
  const nested = (kind: string, depth: number, within = ''): string =>
    depth === 0
      ? within
      : nested(
          kind,
          depth - 1,
          `<t:${kind}><t:Subject>s</t:Subject>${within && `<t:Attachments><t:ItemAttachment><t:Name>a</t:Name>${within}</t:ItemAttachment></t:Attachments>`}</t:${kind}>`,
        )
  const codes = async (item: string) => (await create(item)).all('ResponseCode')
  t.same(await codes(nested('Contact', 5)), ['NoError'])
  t.same(await codes(nested('Contact', 6)), ['ErrorInvalidItemForOperationCreateItemAttachment'])
  t.same(await codes(nested('Message', 3, nested('Task', 5))), ['ErrorInvalidItemForOperationCreateItemAttachment'])
  t.same(await codes(nested('Message', 30)), ['NoError'], 'messages are no longer for it')
})
