// Single occurrences of series between ROPs and the other protocols.

import t from 'tap'
import type { Item } from '../../../mock-exchange/mailbox/item.ts'
import { changed } from '../../../mock-exchange/mailbox/item-change.ts'
import { setMapiProperty } from '../../../mock-exchange/mailbox/mapi/item-properties.ts'
import { mailboxesOf } from '../../../mock-exchange/mailbox/store.ts'
import {
  type AppointmentRecurrence,
  readAppointmentRecurrence,
  writeAppointmentRecurrence,
} from '../../../protocols/mapi/appointment-recurrence.ts'
import { named } from '../../../protocols/mapi/named-properties.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { childAt, childrenOf, textAt } from '../../../protocols/wbxml/index.ts'
import { phone } from '../vdirs/activesync/phone.ts'
import { idOf, start as startEws } from '../vdirs/ews/client.ts'
import { openItems } from './items.ts'

const day = 1_440
const minutes = (date: number, time = 0) => (Date.UTC(2013, 5, date) - Date.UTC(1601, 0, 1)) / 60_000 + time
/** Tuesdays in June 2013, from eight to nine in UTC. */
const tuesdays: AppointmentRecurrence = {
  ...({ frequency: 'weekly', pattern: { type: 'week', days: 4 }, period: 1, firstDateTime: 6 * day } as const),
  ...({ end: 'count', occurrences: 4, firstDayOfWeek: 0, startDate: minutes(4), endDate: minutes(25) } as const),
  ...{ startTime: 480, endTime: 540, deleted: [], modified: [], exceptions: [] },
}
/** The second moved to Wednesday, the third cancelled. */
const exceptional = {
  ...tuesdays,
  deleted: [minutes(11), minutes(18)],
  modified: [minutes(12)],
  exceptions: [
    {
      ...{ start: minutes(12, 600), end: minutes(12, 690), original: minutes(11, 480) },
      ...{ subject: 'Moved', location: 'Café', busyStatus: 3, reminderDelta: 60, hasBody: false },
    },
  ],
}
const series = [
  [tags.messageClass, 'IPM.Appointment'],
  [tags.subject, 'Plan'],
  [named.appointmentStartWhole, Date.UTC(2013, 5, 4, 8)],
  [named.appointmentEndWhole, Date.UTC(2013, 5, 4, 9)],
  [named.reminderDelta, 15],
  [named.reminderSet, true],
  [named.appointmentRecur, writeAppointmentRecurrence(exceptional)],
] as const

t.test('what EWS changes at an occurrence a ROP client reads, and the other way round', async (t) => {
  const { host, create, update, find, get: getEws } = await startEws(t)
  const { mailbox, get, change } = openItems(t, mailboxesOf(host.context))
  const master = idOf(
    await create(
      `<t:CalendarItem><t:Subject>Plan</t:Subject><t:Start>2013-06-04T08:00:00Z</t:Start><t:End>2013-06-04T09:00:00Z</t:End><t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek></t:WeeklyRecurrence><t:NumberedRecurrence><t:StartDate>2013-06-04</t:StartDate><t:NumberOfOccurrences>4</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence></t:CalendarItem>`,
      'SendMeetingInvitations="SendToNone"',
    ),
  )
  const set = (uri: string, value: string) =>
    `<t:SetItemField><t:FieldURI FieldURI="${uri}"/><t:CalendarItem>${value}</t:CalendarItem></t:SetItemField>`
  await update(
    `<t:OccurrenceItemId RecurringMasterId="${master}" InstanceIndex="2"/>`,
    set('item:Subject', '<t:Subject>Moved</t:Subject>') +
      set('item:Body', '<t:Body BodyType="Text">Bring cake</t:Body>') +
      set('calendar:Start', '<t:Start>2013-06-12T10:00:00Z</t:Start>') +
      set('calendar:End', '<t:End>2013-06-12T11:30:00Z</t:End>'),
  )
  const stored = () => {
    const item = mailbox.items(mailbox.folder('calendar')).at(-1)
    if (item === undefined) throw new Error('no series')
    return item
  }
  const [blob] = get(stored(), [named.appointmentRecur])
  const read = readAppointmentRecurrence(blob as Buffer)
  const { start, end, original } = exceptional.exceptions[0] ?? {}
  t.match(read, { deleted: [minutes(11)], modified: [minutes(12)] })
  t.same(read.exceptions, [{ start, end, original, subject: 'Moved', hasBody: true }])

  const [exception] = exceptional.exceptions
  const both = { ...read, deleted: exceptional.deleted, exceptions: [{ ...exception, hasBody: true, allDay: false }] }
  change(stored(), [[named.appointmentRecur, writeAppointmentRecurrence(both as typeof read)]])
  const view = '<m:CalendarView StartDate="2013-06-01T00:00:00Z" EndDate="2013-07-01T00:00:00Z"/>'
  const seen = await find('calendar', view)
  t.same(
    [seen.all('Start'), seen.all('Subject'), seen.all('Location')],
    [['2013-06-04T08:00:00Z', '2013-06-12T10:00:00Z', '2013-06-25T08:00:00Z'], ['Plan', 'Moved', 'Plan'], ['Café']],
  )
  const second = `<t:OccurrenceItemId RecurringMasterId="${master}" InstanceIndex="2"/>`
  const found = await getEws(second, '<t:BodyType>Text</t:BodyType>')
  t.ok(found.all('Body').includes('Bring cake'), 'the body is still there')
  const fields = ['CalendarItemType', 'LegacyFreeBusyStatus', 'ReminderIsSet']
  t.same(
    fields.map((name) => found.all(name)[0]),
    ['Exception', 'OOF', 'false'],
  )
})

t.test('exceptions by extended properties of EWS come with the rule that they belong to', async (t) => {
  const { create, update, find } = await startEws(t)
  const uri = '<t:ExtendedFieldURI DistinguishedPropertySetId="Appointment" PropertyId="33302" PropertyType="Binary"/>'
  const property = (recurrence: AppointmentRecurrence) =>
    `<t:ExtendedProperty>${uri}<t:Value>${writeAppointmentRecurrence(recurrence).toString('base64')}</t:Value></t:ExtendedProperty>`
  const made = await create(
    `<t:CalendarItem><t:Subject>Plan</t:Subject>${property(tuesdays)}<t:Start>2013-06-04T08:00:00Z</t:Start><t:End>2013-06-04T09:00:00Z</t:End></t:CalendarItem>`,
    'SendMeetingInvitations="SendToNone"',
  )
  const longer = { ...exceptional, occurrences: 5, endDate: minutes(32) }
  await update(
    `<t:ItemId Id="${idOf(made)}"/>`,
    `<t:SetItemField>${uri}<t:CalendarItem>${property(longer)}</t:CalendarItem></t:SetItemField>`,
  )
  const view = '<m:CalendarView StartDate="2013-06-01T00:00:00Z" EndDate="2013-07-10T00:00:00Z"/>'
  const seen = await find('calendar', view)
  t.same(
    seen.all('Start').map((one) => one?.slice(5, 13)),
    ['06-04T08', '06-12T10', '06-25T08', '07-02T08'],
  )
})

t.test('a phone has the exceptions that a ROP client writes', async (t) => {
  const { host, sync } = await phone(t)
  const { create } = openItems(t, mailboxesOf(host.context))
  create('calendar', series)
  const { commands } = await sync('1', (await sync('1', '0')).key)
  const exceptions = commands.flatMap((one) => {
    const list = childAt(one, 'ApplicationData', 'Exceptions')
    return list === undefined ? [] : childrenOf(list)
  })
  const told = [
    'Deleted',
    'ExceptionStartTime',
    'Subject',
    'Location',
    'BusyStatus',
    'Reminder',
    'StartTime',
    'EndTime',
  ]
  t.same(
    exceptions.map((one) => told.map((tag) => textAt(one, tag))),
    [
      ['1', '20130618T080000Z', ...Array.from({ length: 6 }, () => undefined)],
      [undefined, '20130611T080000Z', 'Moved', 'Café', '3', '60', '20130612T100000Z', '20130612T113000Z'],
    ],
  )
})

t.test('a series that is one no more has no exceptions', async (t) => {
  const { create, change } = openItems(t)
  const made = create('calendar', series)
  const counts = (item: Item) =>
    item.kind === 'appointment' ? [item.deletedOccurrences.length, item.modifiedOccurrences.size] : []
  t.same(counts(made), [1, 1])
  t.same(counts(change(made, [[named.appointmentRecur, writeAppointmentRecurrence(tuesdays)]])), [0, 0])
  const single = changed(made, setMapiProperty(made, 'Appointment:0x8216', undefined))
  t.same([counts(single), single.kind === 'appointment' && single.recurrence], [[0, 0], undefined])
})
