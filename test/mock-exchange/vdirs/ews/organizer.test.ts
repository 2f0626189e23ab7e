// Who calls a meeting changes it and calls it off in the calendars of others; who is invited, or makes up a UID, does not.

import t from 'tap'
import { alice, bob, user } from '../host.ts'
import { idOf, named, start } from './client.ts'

const carol = user('carol', 'Carol', '77777777-7777-4888-8999-aaaaaaaaaaaa')
const attendee = (address: string) =>
  `<t:Attendee><t:Mailbox><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox></t:Attendee>`

t.test('nobody changes the meeting of somebody else by their copy of it, or by one of the same UID', async (t) => {
  const { ask, create } = await start(t, [], [carol])
  const calendar = async (of: typeof alice, field = 'item:Subject') =>
    (
      await ask(
        `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="${field}"/></t:AdditionalProperties></m:ItemShape><m:CalendarView StartDate="2014-06-05T00:00:00Z" EndDate="2014-06-06T00:00:00Z"/><m:ParentFolderIds>${named('calendar')}</m:ParentFolderIds></m:FindItem>`,
        of,
      )
    ).first('CalendarItem')
  const subject = async (of: typeof alice) => (await calendar(of))?.textContent
  const times = '<t:Start>2014-06-05T09:00:00Z</t:Start><t:End>2014-06-05T09:30:00Z</t:End>'
  const sent = 'SendMeetingInvitations="SendOnlyToAll"'
  await create(
    `<t:CalendarItem><t:Subject>Plan</t:Subject>${times}<t:RequiredAttendees>${attendee(bob.mailbox)}${attendee(carol.mailbox)}</t:RequiredAttendees></t:CalendarItem>`,
    sent,
  )
  const ofBob = (await calendar(bob, 'calendar:UID'))?.getElementsByTagName('t:ItemId')[0]?.getAttribute('Id') ?? ''
  const uid = (await calendar(bob, 'calendar:UID'))?.textContent ?? ''
  t.ok(ofBob && uid)
  const cancel = await create(
    `<t:CancelCalendarItem><t:ReferenceItemId Id="${ofBob}"/></t:CancelCalendarItem>`,
    'MessageDisposition="SendOnly"',
    bob,
  )
  t.same(cancel.all('ResponseCode'), ['ErrorCalendarIsNotOrganizer'])
  t.ok(await subject(bob), 'it stays')
  const rename =
    '<t:SetItemField><t:FieldURI FieldURI="item:Subject"/><t:CalendarItem><t:Subject>Mine</t:Subject></t:CalendarItem></t:SetItemField>'
  await ask(
    `<m:UpdateItem ConflictResolution="AlwaysOverwrite" SendMeetingInvitationsOrCancellations="SendOnlyToAll"><m:ItemChanges><t:ItemChange><t:ItemId Id="${ofBob}"/><t:Updates>${rename}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
    bob,
  )
  t.same([await subject(bob), await subject(alice), await subject(carol)], ['Mine', 'Plan', 'Plan'])
  const same = await create(
    `<t:CalendarItem><t:Subject>Taken</t:Subject><t:UID>${uid}</t:UID>${times}<t:RequiredAttendees>${attendee(alice.mailbox)}${attendee(carol.mailbox)}</t:RequiredAttendees></t:CalendarItem>`,
    sent,
    bob,
  )
  t.ok(idOf(same))
  t.same([await subject(alice), await subject(carol)], ['Plan', 'Plan'])
})
