// Properties of appointments (CalendarItemType), in the order of the schema.

import type { Appointment, Attendee, PropertyValue } from '../../../mailbox/item.ts'
import { invitedKey, isCancelled, meetingStates, stateKey } from '../../../mailbox/meeting-class.ts'
import { sequenceOf } from '../../../mailbox/meeting-version.ts'
import { isOccurrence } from '../../../mailbox/occurrence-item.ts'
import { firstOccurrence, lastOccurrence, modifiedTimes, type Occurrence } from '../../../mailbox/occurrences.ts'
import { ownResponse } from '../../../mailbox/own-response.ts'
import { namedKey, tagKey } from '../../../mailbox/property-keys.ts'
import { attributeOf, childOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { mailboxElement, readMailbox } from '../addresses.ts'
import { schemaFault } from '../errors.ts'
import { encodeEwsId, itemChangeKey } from '../item-id.ts'
import { typesNamespace } from '../namespaces.ts'
import { readRecurrence, recurrenceElement } from '../recurrence.ts'
import { busyStatuses, instantText } from '../values.ts'
import { type Field, kept, plain, setter } from './field.ts'

type CalendarField = Field<Appointment>

const responses = {
  unknown: 'Unknown',
  organizer: 'Organizer',
  tentative: 'Tentative',
  accept: 'Accept',
  decline: 'Decline',
  none: 'NoResponseReceived',
} as const

/** Single, RecurringMaster, Occurrence or Exception (CalendarItemTypeType). */
function typeOf(item: Appointment): string {
  if (isOccurrence(item)) return item.modifiedOccurrences.has(item.originalStart) ? 'Exception' : 'Occurrence'
  return item.recurrence === undefined ? 'Single' : 'RecurringMaster'
}

function attendees(name: string, role: Attendee['role']): CalendarField {
  return {
    uri: `calendar:${name}`,
    element: name,
    shown: 'all',
    detail: true,
    write(item) {
      const list = item.attendees.filter((attendee) => attendee.role === role)
      if (list.length === 0) return undefined
      return markup`<t:${name}>${list.map(
        (each) =>
          markup`<t:Attendee>${mailboxElement(each)}<t:ResponseType>${
            responses[each.response]
          }</t:ResponseType></t:Attendee>`,
      )}</t:${name}>`
    },
    set(element, item) {
      const others = item.kind === 'appointment' ? item.attendees.filter((attendee) => attendee.role !== role) : []
      const given = (element?.children ?? []).flatMap((child): Attendee[] => {
        const address = readMailbox(child)
        const said = textOf(childOf(child, typesNamespace, 'ResponseType'))
        const response = (Object.keys(responses) as Attendee['response'][]).find((key) => responses[key] === said)
        return address === undefined ? [] : [{ ...address, role, response: response ?? 'unknown' }]
      })
      return { attendees: [...others, ...given] }
    },
  }
}

const isMeeting = ({ attendees: people }: Appointment): boolean => people.length > 0

function stateOf(item: Appointment): number {
  const kept = item.properties.get(stateKey)
  if (typeof kept === 'number') return kept
  return isMeeting(item) ? meetingStates.meeting : 0
}

function occurrenceElement(name: string, item: Appointment, at: Occurrence, mailboxGuid: string): Markup {
  const id = encodeEwsId({ mailboxGuid, entryId: item.entryId, occurrence: at.original })
  const [start, end, original] = [at.start, at.end, at.original].map(instantText)
  return markup`<t:${name}><t:ItemId Id="${id}" ChangeKey="${itemChangeKey(item)}"/><t:Start>${start}</t:Start><t:End>${
    end
  }</t:End><t:OriginalStart>${original}</t:OriginalStart></t:${name}>`
}

/** The first or last occurrence of a series. */
function endOf(name: string, find: (item: Appointment) => Occurrence | undefined): CalendarField {
  return {
    uri: `calendar:${name}`,
    element: name,
    shown: 'all',
    detail: true,
    write(item, { mailbox }) {
      const at = master(item) ? find(item) : undefined
      return at && occurrenceElement(name, item, at, mailbox.user.mailboxGuid)
    },
  }
}

function timeZone(name: string): CalendarField {
  return {
    uri: `calendar:${name}`,
    element: name,
    shown: 'all',
    detail: true,
    since: 2010,
    write: ({ timeZone: zone }) => markup`<t:${name} Id="${zone}" Name="${zone}"/>`,
    set: (element) => ({ timeZone: (element && attributeOf(element, 'Id')) || 'UTC' }),
  }
}

/** A property that clients may set, and what it reads where none did. Its key is that of [MS-OXPROPS], from memory. */
function orElse(field: CalendarField, absent: (item: Appointment) => PropertyValue): CalendarField {
  const value = (item: Appointment): PropertyValue => field.value?.(item) ?? absent(item)
  return plain<Appointment>(field.uri, field.type ?? 'text', value, {
    shown: field.shown,
    ...(field.set === undefined ? {} : { set: field.set }),
  })
}

const master = (item: Appointment): boolean => item.recurrence !== undefined && !isOccurrence(item)

export const calendarFields: readonly CalendarField[] = [
  plain('calendar:UID', 'text', ({ uid }) => uid, { set: setter('text', (uid = '') => ({ uid })) }),
  plain('calendar:RecurrenceId', 'instant', (item) => (isOccurrence(item) ? item.originalStart : undefined)),
  plain('calendar:DateTimeStamp', 'instant', ({ modifiedAt }) => modifiedAt, { detail: true }),
  plain('calendar:Start', 'instant', ({ start }) => start, {
    shown: 'default',
    set: setter('instant', (start = 0) => ({ start })),
  }),
  plain('calendar:End', 'instant', ({ end }) => end, {
    shown: 'default',
    set: setter('instant', (end = 0) => ({ end })),
  }),
  plain('calendar:OriginalStart', 'instant', (item) => (isOccurrence(item) ? item.originalStart : undefined)),
  plain('calendar:IsAllDayEvent', 'boolean', ({ allDay }) => allDay, {
    set: setter('boolean', (allDay = false) => ({ allDay })),
  }),
  plain('calendar:LegacyFreeBusyStatus', 'text', ({ busyStatus }) => busyStatuses[busyStatus], {
    shown: 'default',
    set: (element) => {
      const said = element?.textContent ?? 'Busy'
      const found = (Object.keys(busyStatuses) as (keyof typeof busyStatuses)[]).find(
        (key) => busyStatuses[key] === said,
      )
      if (found === undefined && said !== 'NoData')
        throw schemaFault(`The 'LegacyFreeBusyStatus' element is invalid - The value '${said}' is invalid.`)
      return { busyStatus: found ?? 'free' }
    },
  }),
  plain('calendar:Location', 'text', ({ location }) => location || undefined, {
    shown: 'default',
    set: setter('text', (location = '') => ({ location })),
  }),
  kept('calendar:When', 'When', 'text'),
  plain('calendar:IsMeeting', 'boolean', isMeeting),
  plain('calendar:IsCancelled', 'boolean', isCancelled),
  plain('calendar:IsRecurring', 'boolean', ({ recurrence }) => recurrence !== undefined),
  plain('calendar:MeetingRequestWasSent', 'boolean', ({ properties }) => properties.get(invitedKey) === true),
  orElse(kept('calendar:IsResponseRequested', tagKey(0x0063), 'boolean'), isMeeting),
  plain('calendar:CalendarItemType', 'text', typeOf),
  {
    uri: 'calendar:MyResponseType',
    element: 'MyResponseType',
    shown: 'all',
    type: 'text',
    write: (item, { mailbox }) =>
      markup`<t:MyResponseType>${responses[ownResponse(mailbox, item) ?? 'unknown']}</t:MyResponseType>`,
  },
  {
    uri: 'calendar:Organizer',
    element: 'Organizer',
    shown: 'default',
    type: 'text',
    value: ({ organizer }) => organizer?.name,
    write: ({ organizer }) => organizer && markup`<t:Organizer>${mailboxElement(organizer)}</t:Organizer>`,
  },
  attendees('RequiredAttendees', 'required'),
  attendees('OptionalAttendees', 'optional'),
  attendees('Resources', 'resource'),
  plain('calendar:Duration', 'text', ({ start, end }) => durationText(end - start)),
  plain('calendar:TimeZone', 'text', ({ timeZone: zone }) => zone),
  plain('calendar:AppointmentSequenceNumber', 'number', (item) => sequenceOf(item) ?? 0),
  plain('calendar:AppointmentState', 'number', stateOf),
  {
    uri: 'calendar:Recurrence',
    element: 'Recurrence',
    shown: 'all',
    detail: true,
    write: (item) => (master(item) ? recurrenceElement(item.recurrence ?? '', item.start, item.timeZone) : undefined),
    set: (element: Element | undefined) => ({ recurrence: element && readRecurrence(element) }),
  },
  endOf('FirstOccurrence', firstOccurrence),
  endOf('LastOccurrence', lastOccurrence),
  {
    uri: 'calendar:ModifiedOccurrences',
    element: 'ModifiedOccurrences',
    shown: 'all',
    detail: true,
    write(item, { mailbox }) {
      const times = master(item) ? modifiedTimes(item) : []
      if (times.length === 0) return undefined
      const list = times.map((at) => occurrenceElement('Occurrence', item, at, mailbox.user.mailboxGuid))
      return markup`<t:ModifiedOccurrences>${list}</t:ModifiedOccurrences>`
    },
  },
  {
    uri: 'calendar:DeletedOccurrences',
    element: 'DeletedOccurrences',
    shown: 'all',
    detail: true,
    write(item) {
      if (!master(item) || item.deletedOccurrences.length === 0) return undefined
      const list = item.deletedOccurrences.map(
        (start) => markup`<t:DeletedOccurrence><t:Start>${instantText(start)}</t:Start></t:DeletedOccurrence>`,
      )
      return markup`<t:DeletedOccurrences>${list}</t:DeletedOccurrences>`
    },
  },
  timeZone('StartTimeZone'),
  timeZone('EndTimeZone'),
  orElse(kept('calendar:ConferenceType', namedKey('Appointment', 0x8241), 'number', { shown: 'none' }), () => 0),
  orElse(kept('calendar:AllowNewTimeProposal', 'AllowNewTimeProposal', 'boolean'), () => true),
  orElse(kept('calendar:IsOnlineMeeting', namedKey('Appointment', 0x8240), 'boolean', { shown: 'none' }), () => false),
  kept('calendar:MeetingWorkspaceUrl', namedKey('Meeting', 0x8209), 'text'),
  kept('calendar:NetShowUrl', namedKey('Appointment', 0x8248), 'text'),
]

/** xs:duration, such as PT1H30M. */
function durationText(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000))
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60]
  const time = `${hours > 0 ? `${hours}H` : ''}${rest > 0 ? `${rest}M` : ''}`
  if (days === 0) return `PT${time || '0S'}`
  return `P${days}D${time === '' ? '' : `T${time}`}`
}
