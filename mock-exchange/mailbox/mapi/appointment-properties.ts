// MAPI properties that appointments have beside those of all items ([MS-OXOCAL] 2.2.1, 2.2.2).

import { named } from '../../../protocols/mapi/named-properties.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import { isCalendarTime } from '../calendar-years.ts'
import { type Appointment, busyStatuses, type OccurrenceChange, type PropertyValue } from '../item.ts'
import type { Change } from '../item-change.ts'
import { meetingStates } from '../meeting-class.ts'
import type { MaybeOccurrence } from './exception-message.ts'
import { globalObjectId, uidOf } from './global-object-id.ts'
import { appointmentPeople, displayList } from './people.ts'
import { asText, kept, keyOf, type MapiProperty, row, withProperty } from './property.ts'
import { clipOf, recurrenceBlob, recurrenceType, seriesOf } from './recurrence.ts'
import { standardReminder } from './recurrence-changes.ts'
import { zoneBlob, zoneOf } from './zone-blob.ts'

const minute = 60_000
/** PidTagIconIndex of appointments and meetings ([MS-OXOCAL] 2.2.1.49). */
const icons = { appointment: 0x400, series: 1, meeting: 2 } as const
/** PidLidResponseStatus of who called the meeting ([MS-OXOCAL] 2.2.1.11). */
const organized = 1
/** urn:schemas:calendar:instancetype. */
const instanceTypes = { single: 0, master: 1, instance: 2, exception: 3 } as const

type Row = MapiProperty<Appointment>

const isMeeting = ({ attendees }: Appointment): boolean => attendees.length > 0

const exceptionOf = ({ originalStart, modifiedOccurrences }: MaybeOccurrence): OccurrenceChange | undefined =>
  originalStart === undefined ? undefined : modifiedOccurrences.get(originalStart)
const isException = (item: MaybeOccurrence): boolean => exceptionOf(item) !== undefined

/** A time that the item always has: taking it away says nothing, and neither does one beyond the years of calendars. */
const timeOr = (value: PropertyValue | undefined, before: number): number =>
  typeof value === 'number' && isCalendarTime(value) ? value : before

/** What the bytes of a blob change; those that cannot be read are kept as they are. */
function fromBlob(key: string, read: (blob: Buffer) => Change): Row['write'] {
  return (value, { properties }) => {
    const change: Change = { properties: withProperty(properties, key, undefined) }
    if (!Buffer.isBuffer(value)) return change
    try {
      return { ...change, ...read(value) } as Change
    } catch (error) {
      if (!(error instanceof ProtocolSyntaxError)) throw error
      return { properties: withProperty(properties, key, value) }
    }
  }
}

const recurKey = keyOf(named.appointmentRecur)
/** Occurrences have none: it is their series that repeats. */
const recur: Row = row<MaybeOccurrence>(
  named.appointmentRecur,
  (item) => (item.originalStart === undefined ? (recurrenceBlob(item) ?? item.properties.get(recurKey)) : undefined),
  (value, item) =>
    value === undefined
      ? { recurrence: undefined, deletedOccurrences: [], modifiedOccurrences: new Map() }
      : (fromBlob(recurKey, (blob) => seriesOf(blob, item))?.(value, item) ?? {}),
)

const zone = (property: typeof named.timeZoneRecur): Row =>
  row<Appointment>(
    property,
    ({ timeZone, start }) => zoneBlob(timeZone, start),
    fromBlob(keyOf(property), (blob) => ({ timeZone: zoneOf(blob) })),
  )

const deltaKey = keyOf(named.reminderDelta)
const keptDelta = ({ properties }: Appointment): number | undefined => {
  const minutes = properties.get(deltaKey)
  return typeof minutes === 'number' ? minutes : undefined
}

/** Without a reminder the minutes are kept, for the day that it is set again. */
const reminders: readonly Row[] = [
  row<Appointment>(
    named.reminderDelta,
    (item) => item.reminderMinutes ?? keptDelta(item),
    (value, { properties, reminderMinutes }) =>
      reminderMinutes !== undefined && typeof value === 'number'
        ? { reminderMinutes: value }
        : { properties: withProperty(properties, deltaKey, value) },
  ),
  row<Appointment>(
    named.reminderSet,
    ({ reminderMinutes }) => reminderMinutes !== undefined,
    (value, item) =>
      value === true
        ? { reminderMinutes: item.reminderMinutes ?? keptDelta(item) ?? standardReminder }
        : {
            reminderMinutes: undefined,
            properties: withProperty(item.properties, deltaKey, item.reminderMinutes ?? keptDelta(item)),
          },
  ),
  row<Appointment>(named.reminderTime, ({ start, reminderMinutes }) =>
    reminderMinutes === undefined ? undefined : start,
  ),
  row<Appointment>(named.reminderSignalTime, ({ start, reminderMinutes }) =>
    reminderMinutes === undefined ? undefined : start - reminderMinutes * minute,
  ),
]

const id = ({ uid }: Appointment): Buffer => globalObjectId(uid)
const setId = (value: PropertyValue | undefined, { uid }: Appointment): Change => ({
  uid: (Buffer.isBuffer(value) ? uidOf(value) : undefined) ?? uid,
})

export const appointmentProperties: readonly Row[] = [
  // First, because what follows is told on its clock.
  zone(named.timeZoneStartDisplay),
  zone(named.timeZoneEndDisplay),
  zone(named.timeZoneRecur),
  ...appointmentPeople,
  row<Appointment>(
    named.appointmentStartWhole,
    ({ start }) => start,
    (value, { start }) => ({ start: timeOr(value, start) }),
  ),
  row<Appointment>(
    named.appointmentEndWhole,
    ({ end }) => end,
    (value, { end }) => ({ end: timeOr(value, end) }),
  ),
  ...[named.commonStart, tags.startDate].map((property) => row<Appointment>(property, ({ start }) => start)),
  ...[named.commonEnd, tags.endDate].map((property) => row<Appointment>(property, ({ end }) => end)),
  row<Appointment>(named.clipStart, (item) => clipOf(item).start),
  row<Appointment>(named.clipEnd, (item) => clipOf(item).end),
  row<Appointment>(named.appointmentDuration, ({ start, end }) => Math.round((end - start) / minute)),
  row<Appointment>(
    named.appointmentSubType,
    ({ allDay }) => allDay,
    (value) => ({ allDay: value === true }),
  ),
  row<Appointment>(
    named.location,
    ({ location }) => location,
    (value) => ({ location: asText(value) }),
  ),
  row<Appointment>(
    named.busyStatus,
    ({ busyStatus }) => busyStatuses.indexOf(busyStatus),
    (value) => ({ busyStatus: busyStatuses[Number(value)] ?? 'busy' }),
  ),
  row<Appointment>(named.recurring, ({ recurrence }) => recurrence !== undefined),
  row<Appointment>(named.isRecurring, ({ recurrence }) => recurrence !== undefined),
  row<MaybeOccurrence>(named.isException, isException),
  row<MaybeOccurrence>(named.exceptionReplaceTime, ({ originalStart }) => originalStart),
  row<MaybeOccurrence>(named.exceptionalBody, (item) => exceptionOf(item)?.body !== undefined),
  row<Appointment>(named.recurrenceType, ({ recurrence }) => recurrenceType(recurrence)),
  row<MaybeOccurrence>(named.calendarInstanceType, (item) => {
    if (item.originalStart !== undefined) return isException(item) ? instanceTypes.exception : instanceTypes.instance
    return item.recurrence === undefined ? instanceTypes.single : instanceTypes.master
  }),
  kept<Appointment>(named.timeZoneDescription, ({ timeZone }) => timeZone),
  row<Appointment>(named.globalObjectId, id, setId),
  row<Appointment>(named.cleanGlobalObjectId, id, setId),
  row<Appointment>(named.allAttendeesString, ({ attendees }) => displayList(attendees)),
  row<Appointment>(named.toAttendeesString, ({ attendees }) =>
    displayList(attendees.filter(({ role }) => role === 'required')),
  ),
  row<Appointment>(named.ccAttendeesString, ({ attendees }) =>
    displayList(attendees.filter(({ role }) => role === 'optional')),
  ),
  kept<Appointment>(named.appointmentStateFlags, (item) => (isMeeting(item) ? meetingStates.meeting : 0)),
  kept<Appointment>(named.responseStatus, (item) => (isMeeting(item) ? organized : 0)),
  kept<Appointment>(tags.responseRequested, isMeeting),
  kept<Appointment>(named.appointmentSequence, () => 0),
  kept<Appointment>(named.ownerCriticalChange),
  kept<Appointment>(named.appointmentColor),
  kept<Appointment>(named.appointmentReplyTime),
  kept<Appointment>(named.intendedBusyStatus),
  kept<Appointment>(named.recurrencePattern),
  kept<Appointment>(named.appointmentNotAllowPropose),
  kept<Appointment>(tags.ownerAppointmentId),
  kept<Appointment>(
    tags.iconIndex,
    (item) =>
      icons.appointment | (item.recurrence === undefined ? 0 : icons.series) | (isMeeting(item) ? icons.meeting : 0),
  ),
  kept<Appointment>(named.invited, () => false),
  ...reminders,
  // Last, because its exceptions are told as what differs from all that stands above.
  recur,
]
