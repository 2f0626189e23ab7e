import t from 'tap'
import * as z from 'zod'
import { defineAction } from '../../../clients/define-action.ts'
import { withEws } from '../../../clients/ews/ews-client.ts'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

/** One call of EWS, whose answer is the fact `answer`. */
const ewsCall = defineAction({
  name: 'test.ews',
  about: 'One call of EWS.',
  options: z.strictObject({ body: z.string() }),
  act: (run, { body }) =>
    withEws(run, { url: new URL('https://mail.contoso.com/EWS/Exchange.asmx'), auth: 'ntlm' }, async (client) => {
      const root = await client.call(body)
      return run.ok('EWS answered.', { answer: root.textContent ?? '' })
    }),
})

const find = (folder: string, ...uris: readonly string[]): string =>
  `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${uris
    .map((uri) => `<t:FieldURI FieldURI="${uri}"/>`)
    .join(
      '',
    )}</t:AdditionalProperties></m:ItemShape><m:ParentFolderIds><t:DistinguishedFolderId Id="${folder}"/></m:ParentFolderIds></m:FindItem>`
const create = (items: string): string =>
  `<m:CreateItem SendMeetingInvitations="SendToNone"><m:Items>${items}</m:Items></m:CreateItem>`

t.test('what Outlook makes is seen by EWS and a phone; what EWS makes is seen by Outlook', async (t) => {
  await using world = await createExchangeWorld()
  const phone = { url: 'https://mail.contoso.com' }
  const made = [
    {
      kind: 'appointment',
      subject: 'By ROP',
      start: '2014-06-03T09:00:00Z',
      end: '2014-06-03T10:30:00Z',
      location: 'Room 4',
      attendees: ['bob@contoso.com'],
    },
    { kind: 'contact', subject: 'Carol Rop', email: 'carol@example.com', phone: '+1 555 0100' },
    { kind: 'task', subject: 'Rop it', end: '2014-06-10T00:00:00Z', complete: true },
  ]
  for (const item of made) {
    t.match(await runAction('outlook.create', world.context(), { transport: 'mapi-http', ...item }), { ok: true })
  }
  const ews = async (body: string) => String((await ewsCall.run(world.context(), { body })).facts['answer'])
  const calendar = ['item:Subject', 'calendar:Start', 'calendar:End', 'calendar:Location', 'item:DisplayTo']
  t.match(await ews(find('calendar', ...calendar)), /By ROP.*2014-06-03T09:00:00Z2014-06-03T10:30:00ZRoom 4/)
  t.match(
    await ews(find('contacts', 'contacts:DisplayName', 'contacts:EmailAddresses')),
    /Carol Rop.*carol@example\.com/,
  )
  t.match(
    await ews(find('tasks', 'item:Subject', 'task:DueDate', 'task:Status')),
    /Rop it2014-06-10T00:00:00ZCompleted/,
  )
  for (const { folder, subjects } of [
    { folder: 'calendar', subjects: /By ROP/ },
    { folder: 'contacts', subjects: /Carol Rop/ },
    { folder: 'tasks', subjects: /Rop it/ },
  ]) {
    const synced = await runAction('activesync.sync', world.context(), { ...phone, folder })
    t.match(synced, { ok: true, facts: { subjects } }, folder)
  }

  await ews(
    create(
      '<t:CalendarItem><t:Subject>By EWS</t:Subject><t:Start>2014-06-04T07:00:00Z</t:Start><t:End>2014-06-04T08:00:00Z</t:End><t:Location>Room 5</t:Location><t:RequiredAttendees><t:Attendee><t:Mailbox><t:Name>Bob</t:Name><t:EmailAddress>bob@contoso.com</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees></t:CalendarItem>',
    ),
  )
  await ews(
    create(
      '<t:Contact><t:DisplayName>Dan Ews</t:DisplayName><t:EmailAddresses><t:Entry Key="EmailAddress1">dan@example.com</t:Entry></t:EmailAddresses><t:PhoneNumbers><t:Entry Key="BusinessPhone">+1 555 0101</t:Entry></t:PhoneNumbers></t:Contact>',
    ),
  )
  await ews(create('<t:Task><t:Subject>Soap it</t:Subject><t:DueDate>2014-06-11T00:00:00Z</t:DueDate></t:Task>'))
  for (const transport of ['mapi-http', 'outlook-anywhere'] as const) {
    const list = async (folder: string, subject: string) =>
      (await runAction('outlook.list', world.context(), { transport, folder, subject })).facts
    t.match(await list('calendar', 'By EWS'), {
      itemClass: 'IPM.Appointment',
      start: '2014-06-04T07:00:00.000Z',
      end: '2014-06-04T08:00:00.000Z',
      location: 'Room 5',
      attendees: 'Bob',
      recurring: false,
    })
    t.match(await list('contacts', 'Dan Ews'), {
      itemClass: 'IPM.Contact',
      email: 'dan@example.com',
      phone: '+1 555 0101',
    })
    t.match(await list('tasks', 'Soap it'), { itemClass: 'IPM.Task', end: '2014-06-11T00:00:00.000Z', complete: false })
  }
  t.match(await runAction('outlook.list', world.context(), { subject: 'Nothing' }), {
    ok: false,
    summary: /no item "Nothing"/,
  })
})
