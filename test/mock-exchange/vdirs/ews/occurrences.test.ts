// Recurring appointments whose occurrences are changed, deleted, cancelled and answered one by one.

import t from 'tap'
import { appointment } from '../../../../mock-exchange/mailbox/item.ts'
import { readCalendar } from '../../../../mock-exchange/mailbox/mime/read-calendar.ts'
import { bob } from '../host.ts'
import { idOf, start } from './client.ts'

const attendee = `<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>${bob.mailbox}</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>`
const daily = (count: number, more = '') =>
  `<t:CalendarItem><t:Subject>daily</t:Subject><t:Start>2013-06-02T08:00:00Z</t:Start><t:End>2013-06-02T09:00:00Z</t:End>${more}<t:Recurrence><t:DailyRecurrence><t:Interval>2</t:Interval></t:DailyRecurrence><t:NumberedRecurrence><t:StartDate>2013-06-02</t:StartDate><t:NumberOfOccurrences>${count}</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence></t:CalendarItem>`
const view = '<m:CalendarView StartDate="2013-06-02T00:00:00Z" EndDate="2013-06-20T00:00:00Z"/>'
const at = (master: string, index: number) =>
  `<t:OccurrenceItemId RecurringMasterId="${master}" InstanceIndex="${index}"/>`
const field = (name: string, value: string) =>
  `<t:SetItemField><t:FieldURI FieldURI="${name === 'Subject' ? 'item' : 'calendar'}:${name}"/><t:CalendarItem><t:${name}>${value}</t:${name}></t:CalendarItem></t:SetItemField>`
const move = (day: string, from: number) =>
  field('Start', `${day}T${from}:00:00Z`) + field('End', `${day}T${from + 1}:00:00Z`)

t.test(
  'an occurrence that is changed is an exception: in views, in the list of its series, by its id and number',
  async (t) => {
    const { create, find, get, update, ask } = await start(t)
    const made = await create(daily(5), 'SendMeetingInvitations="SendToNone"')
    const master = idOf(made)
    const changed = await update(at(master, 2), move('2013-06-05', 12) + field('Subject', 'moved'))
    t.same(changed.all('ResponseCode'), ['NoError'])
    const seen = await find('calendar', view)
    t.same(
      seen.all('Start'),
      [2, 5, 6, 8, 10].map((day) => `2013-06-${String(day).padStart(2, '0')}T${day === 5 ? 12 : '08'}:00:00Z`),
    )
    t.same(seen.all('Subject').slice(0, 3), ['daily', 'moved', 'daily'])
    const exception = await get(idOf(changed))
    t.same(exception.all('CalendarItemType'), ['Exception'])
    t.same(
      [exception.all('OriginalStart'), exception.all('RecurrenceId')],
      [['2013-06-04T08:00:00Z'], ['2013-06-04T08:00:00Z']],
    )
    t.same((await get(at(master, 2))).all('Subject'), ['moved'], 'its number stays')
    const back = await get(`<t:RecurringMasterItemId OccurrenceId="${idOf(changed)}"/>`)
    t.same([back.all('CalendarItemType'), back.all('Subject')], [['RecurringMaster'], ['daily']])
    const listed = back.first('ModifiedOccurrences')
    t.same(
      ['Start', 'End', 'OriginalStart'].map((name) => listed?.getElementsByTagNameNS('*', name)[0]?.textContent),
      ['2013-06-05T12:00:00Z', '2013-06-05T13:00:00Z', '2013-06-04T08:00:00Z'],
    )
    await ask(
      `<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone"><m:ItemIds>${at(master, 1)}${at(master, 2)}</m:ItemIds></m:DeleteItem>`,
    )
    const left = await get(master)
    t.same(left.first('DeletedOccurrences')?.getElementsByTagNameNS('*', 'Start').length, 2)
    t.equal(left.first('ModifiedOccurrences'), undefined)
    t.equal(left.first('FirstOccurrence')?.getElementsByTagNameNS('*', 'Start')[0]?.textContent, '2013-06-06T08:00:00Z')
    t.same((await get(at(master, 2))).all('ResponseCode'), ['ErrorCalendarOccurrenceIsDeletedFromRecurrence'])
    await update(`<t:ItemId Id="${master}"/>`, move('2013-06-02', 14))
    t.equal((await find('calendar', view)).all('Start').length, 5, 'a series at other times has no exceptions')
  },
)

t.test('an occurrence keeps its place between the others, and is no series of its own', async (t) => {
  const { create, update } = await start(t)
  const master = idOf(await create(daily(5), 'SendMeetingInvitations="SendToNone"'))
  const code = async (updates: string) => (await update(at(master, 2), updates)).all('ResponseCode')[0]
  t.equal(await code(move('2013-06-06', 12)), 'ErrorOccurrenceCrossingBoundary', 'the day of the next')
  t.equal(await code(move('2013-06-09', 12)), 'ErrorOccurrenceCrossingBoundary', 'past the next')
  t.equal(await code(field('Start', '2013-06-05T12:00:00Z')), 'ErrorCalendarEndDateIsEarlierThanStartDate')
  const recurrence = '<t:DeleteItemField><t:FieldURI FieldURI="calendar:Recurrence"/></t:DeleteItemField>'
  t.equal(await code(recurrence), 'ErrorInvalidPropertySet')
  const long = daily(3).replace('2013-06-02T09:00', '2013-06-05T09:00')
  t.same((await create(long, 'SendMeetingInvitations="SendToNone"')).all('ResponseCode'), [
    'ErrorOccurrenceTimeSpanTooBig',
  ])
})

t.test('exceptions go into iCalendar and come back out of it', async (t) => {
  const { create, update, get, find } = await start(t)
  const master = idOf(await create(daily(3), 'SendMeetingInvitations="SendToNone"'))
  await update(at(master, 2), move('2013-06-05', 12))
  const mime = (await get(master, '<t:IncludeMimeContent>true</t:IncludeMimeContent>')).all('MimeContent')[0] ?? ''
  const text = Buffer.from(mime, 'base64').toString()
  t.match(text, /^RECURRENCE-ID:20130604T080000Z/m)
  const { modifiedOccurrences } = readCalendar(text, appointment({ start: 0, end: 0, uid: '' }))
  const times = { start: Date.parse('2013-06-05T12:00:00Z'), end: Date.parse('2013-06-05T13:00:00Z') }
  t.same([...modifiedOccurrences], [[Date.parse('2013-06-04T08:00:00Z'), times]])

  // So do those of a series that others are asked to only now.
  const asked = `<t:SetItemField><t:FieldURI FieldURI="calendar:RequiredAttendees"/><t:CalendarItem>${attendee}</t:CalendarItem></t:SetItemField>`
  const told = await update(`<t:ItemId Id="${master}"/>`, asked, 'AlwaysOverwrite', 'SendOnlyToAll')
  t.same(told.all('ResponseCode'), ['NoError'])
  const request = idOf(await find('inbox', '', undefined, bob))
  const more = '<t:IncludeMimeContent>true</t:IncludeMimeContent>'
  const sent = (await get(request, more, 'IdOnly', bob)).all('MimeContent')[0] ?? ''
  t.match(Buffer.from(sent, 'base64').toString(), /^RECURRENCE-ID:20130604T080000Z/m)
  t.match((await find('calendar', view, undefined, bob)).all('Start'), ['2013-06-02T08:00:00Z', '2013-06-05T12:00:00Z'])
})

t.test(
  'of a series with guests one occurrence is moved, one cancelled, one declined, and no more than that',
  async (t) => {
    const { create, update, find, get, ask } = await start(t)
    const made = await create(daily(4, attendee), 'SendMeetingInvitations="SendToAllAndSaveCopy"')
    const master = idOf(made)
    await update(at(master, 2), move('2013-06-05', 12), 'AlwaysOverwrite', 'SendToAllAndSaveCopy')
    await ask(
      `<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendOnlyToAll"><m:ItemIds>${at(master, 3)}</m:ItemIds></m:DeleteItem>`,
    )
    const guest = await find('calendar', view, undefined, bob)
    t.same(guest.all('Subject'), ['daily', 'daily', 'Canceled: daily', 'daily'])
    t.equal(guest.all('Start')[1], '2013-06-05T12:00:00Z')
    const inbox = await find('inbox', '', undefined, bob)
    const cancellation = inbox
      .first('MeetingCancellation')
      ?.getElementsByTagNameNS('*', 'ItemId')[0]
      ?.getAttribute('Id')
    const told = await get(cancellation ?? '', '', 'AllProperties', bob)
    t.same(told.all('RecurrenceId'), ['2013-06-06T08:00:00Z'])
    const last = guest.root.getElementsByTagNameNS('*', 'ItemId')[3]?.getAttribute('Id')
    const declined = await create(
      `<t:DeclineItem><t:Body BodyType="Text">no time</t:Body><t:ReferenceItemId Id="${last}"/><t:ProposedStart>2013-06-08T10:00:00Z</t:ProposedStart><t:ProposedEnd>2013-06-08T11:00:00Z</t:ProposedEnd></t:DeclineItem>`,
      'MessageDisposition="SendOnly"',
      bob,
    )
    t.same(declined.all('ResponseCode'), ['NoError'])
    t.equal((await find('calendar', view, undefined, bob)).all('Start').length, 3)
    t.same((await get(at(master, 4))).all('ResponseType'), ['Decline'])
    t.same((await get(at(master, 1))).all('ResponseType'), ['Unknown'])
    const answer = (await find('inbox'))
      .first('MeetingResponse')
      ?.getElementsByTagNameNS('*', 'ItemId')[0]
      ?.getAttribute('Id')
    const response = await get(answer ?? '')
    t.same([response.all('ProposedStart')[0], response.all('Body').at(-1)], ['2013-06-08T10:00:00Z', 'no time'])
    t.equal(response.first('AssociatedCalendarItemId')?.getAttribute('Id'), idOf(await get(at(master, 4))))
  },
)

t.test('an accepted request is told with the meeting, and lies in Deleted Items', async (t) => {
  const { create, find } = await start(t)
  const made = await create(
    `<t:CalendarItem><t:Subject>talk</t:Subject><t:Start>2013-06-10T08:00:00Z</t:Start><t:End>2013-06-10T09:00:00Z</t:End>${attendee}</t:CalendarItem>`,
    'SendMeetingInvitations="SendOnlyToAll"',
  )
  const meeting = idOf(made)
  const request = idOf(await find('inbox', '', undefined, bob))
  const accept = `<t:AcceptItem><t:ReferenceItemId Id="${request}"/></t:AcceptItem>`
  const accepted = await create(accept, 'MessageDisposition="SendAndSaveCopy"', bob)
  const names = [...(accepted.first('Items')?.childNodes ?? [])].map(({ nodeName }) => nodeName)
  t.same(names, ['t:MeetingResponse', 't:CalendarItem', 't:MeetingRequest'])
  t.same((await find('deleteditems', '', undefined, bob)).all('Subject'), ['talk'])
  const cancel = `<t:CancelCalendarItem><t:ReferenceItemId Id="${meeting}"/></t:CancelCalendarItem>`
  const cancelled = await create(cancel, 'MessageDisposition="SendAndSaveCopy"')
  const told = [...(cancelled.first('Items')?.childNodes ?? [])].map(({ nodeName }) => nodeName)
  t.same(told, ['t:MeetingCancellation'], 'one item, as exchangelib expects')
  const inbox = await find('inbox', '', undefined, bob)
  const notice = inbox.first('MeetingCancellation')?.getElementsByTagNameNS('*', 'ItemId')[0]?.getAttribute('Id')
  const view = '<m:CalendarView StartDate="2013-06-10T00:00:00Z" EndDate="2013-06-11T00:00:00Z"/>'
  t.same((await find('calendar', view, undefined, bob)).all('Subject'), ['Canceled: talk'])
  await create(`<t:RemoveItem><t:ReferenceItemId Id="${notice}"/></t:RemoveItem>`, '', bob)
  t.same((await find('calendar', view, undefined, bob)).all('Subject'), [])
})

t.test('the days of a recurrence are those of its zone, with its offset', async (t) => {
  const { create, get } = await start(t)
  const item = `<t:CalendarItem><t:Subject>late</t:Subject><t:Start>2013-06-02T22:30:00Z</t:Start><t:End>2013-06-02T23:00:00Z</t:End><t:Recurrence><t:WeeklyRecurrence><t:Interval>2</t:Interval><t:DaysOfWeek>Monday</t:DaysOfWeek><t:FirstDayOfWeek>Monday</t:FirstDayOfWeek></t:WeeklyRecurrence><t:EndDateRecurrence><t:StartDate>2013-06-03+02:00</t:StartDate><t:EndDate>2013-07-01+02:00</t:EndDate></t:EndDateRecurrence></t:Recurrence><t:StartTimeZone Id="W. Europe Standard Time"/></t:CalendarItem>`
  const made = await get(idOf(await create(item, 'SendMeetingInvitations="SendToNone"')))
  t.same([made.all('StartDate'), made.all('EndDate')], [['2013-06-03+02:00'], ['2013-07-01+02:00']])
  t.same(made.all('FirstDayOfWeek'), ['Monday'])
  const last = made.first('LastOccurrence')?.getElementsByTagNameNS('*', 'Start')[0]?.textContent
  t.equal(last, '2013-06-30T22:30:00Z', 'the last day counts')
})
