// Who may do what with a meeting: organizers ask and cancel, attendees answer.

import t from 'tap'
import { alice, bob } from '../host.ts'
import { idOf, start } from './client.ts'

const attendee = (address: string) =>
  `<t:Attendee><t:Mailbox><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox></t:Attendee>`
const meeting = `<t:CalendarItem><t:Subject>talk</t:Subject><t:Start>2013-06-10T08:00:00Z</t:Start><t:End>2013-06-10T09:00:00Z</t:End><t:RequiredAttendees>${attendee(bob.mailbox)}</t:RequiredAttendees></t:CalendarItem>`
const view = '<m:CalendarView StartDate="2013-06-10T00:00:00Z" EndDate="2013-06-11T00:00:00Z"/>'
const move = (from: number) =>
  ['Start', 'End']
    .map(
      (name, index) =>
        `<t:SetItemField><t:FieldURI FieldURI="calendar:${name}"/><t:CalendarItem><t:${name}>2013-06-10T${from + index}:00:00Z</t:${name}></t:CalendarItem></t:SetItemField>`,
    )
    .join('')

t.test('organizers ask and cancel, attendees answer, and neither does the other', async (t) => {
  const { create, find, get, ask, update } = await start(t)
  const made = idOf(await create(meeting, 'SendMeetingInvitations="SendOnlyToAll"'))
  const his = idOf(await find('calendar', view, undefined, bob))
  const respond = async (name: string, id: string, as = alice) =>
    (await create(`<t:${name}><t:ReferenceItemId Id="${id}"/></t:${name}>`, 'MessageDisposition="SendOnly"', as)).all(
      'ResponseCode',
    )
  t.same(await respond('AcceptItem', made), ['ErrorCalendarIsOrganizerForAccept'])
  t.same(await respond('TentativelyAcceptItem', made), ['ErrorCalendarIsOrganizerForTentative'])
  t.same(await respond('DeclineItem', made), ['ErrorCalendarIsOrganizerForDecline'])
  t.same(await respond('CancelCalendarItem', his, bob), ['ErrorCalendarIsNotOrganizer'])
  const updated = `<m:UpdateItem ConflictResolution="AlwaysOverwrite" SendMeetingInvitationsOrCancellations="SendOnlyToAll"><m:ItemChanges><t:ItemChange><t:ItemId Id="${his}"/><t:Updates>${move(15)}<t:SetItemField><t:FieldURI FieldURI="calendar:OptionalAttendees"/><t:CalendarItem><t:OptionalAttendees>${attendee(alice.mailbox)}</t:OptionalAttendees></t:CalendarItem></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`
  const before = (await find('inbox')).all('MeetingRequest').length
  t.same((await ask(updated, bob)).all('ResponseCode'), ['NoError'])
  t.equal((await find('inbox')).all('MeetingRequest').length, before, 'an attendee asks nobody')
  await update(`<t:ItemId Id="${made}"/>`, move(10), 'AlwaysOverwrite', 'SendToAllAndSaveCopy')
  t.same((await find('calendar', view, undefined, bob)).all('Start'), ['2013-06-10T10:00:00Z'])
  const requests = (await find('inbox', '', undefined, bob)).root.getElementsByTagNameNS('*', 'MeetingRequest')
  const ids = [...requests]
    .reverse()
    .map((one) => one.getElementsByTagNameNS('*', 'ItemId')[0]?.getAttribute('Id') ?? '')
  const kinds = await Promise.all(
    ids.map(async (id) => {
      const told = await get(id, '', 'AllProperties', bob)
      return ['MeetingRequestType', 'IsOutOfDate'].map((name) => told.all(name)[0])
    }),
  )
  t.same(kinds, [
    ['Outdated', 'true'],
    ['FullUpdate', 'false'],
  ])
  t.same(await respond('AcceptItem', ids[0] ?? '', bob), ['ErrorCalendarMeetingRequestIsOutOfDate'])
  t.same((await get(made)).all('AppointmentSequenceNumber'), ['1'])
  const nobody = '<t:DeleteItemField><t:FieldURI FieldURI="calendar:RequiredAttendees"/></t:DeleteItemField>'
  t.same((await find('calendar', view, undefined, bob)).all('Subject'), ['talk'])
  await update(`<t:ItemId Id="${made}"/>`, nobody, 'AlwaysOverwrite', 'SendToChangedAndSaveCopy')
  t.same((await find('calendar', view, undefined, bob)).all('Subject'), ['Canceled: talk'], 'who is no longer asked')
  t.same(await respond('CancelCalendarItem', made), ['NoError'])
  t.same(await respond('AcceptItem', his, bob), ['ErrorCalendarIsCancelledForAccept'])
})
