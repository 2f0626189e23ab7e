// A meeting as a message about it carries it: MAPI properties that Outlook writes there too ([MS-OXOCAL] 2.2.1, 2.2.5), and
// the people, who are recipients in MAPI and ATTENDEEs in iCalendar, of whom not all need be recipients.

import { named } from '../../../protocols/mapi/named-properties.ts'
import type { Meeting } from '../calendar-attendant.ts'
import { isCalendarTime } from '../calendar-years.ts'
import {
  type Address,
  type AppointmentContent,
  type Attendee,
  attendeeResponses,
  attendeeRoles,
  busyStatuses,
  type Item,
  type MessageContent,
  type PropertyValue,
} from '../item.ts'
import { intendedKey } from '../meeting-class.ts'
import { versionProperties } from '../meeting-version.ts'
import { mapiPropertiesOf, mapiProperty } from './item-properties.ts'
import { meetingKeys } from './message-properties.ts'
import { baseOf } from './new-item.ts'
import { keyOf } from './property.ts'

const carried = [
  named.timeZoneStartDisplay,
  named.timeZoneEndDisplay,
  named.appointmentStartWhole,
  named.appointmentEndWhole,
  named.appointmentDuration,
  named.appointmentSubType,
  named.location,
  named.appointmentRecur,
  named.recurring,
].map(keyOf)

/** The properties of a message about a meeting. What is asked for is tentative until it is answered. */
export function meetingProperties(given: Meeting): ReadonlyMap<string, PropertyValue> {
  const { uid, organizer, attendees, busyStatus, originalStart } = given
  const meeting = originalStart === undefined ? given : { ...given, recurrence: undefined }
  const values = carried.flatMap((key) => {
    const value = mapiProperty(meeting as Item, key)
    return value === undefined ? [] : [[key, value] as const]
  })
  const people = [
    ...(organizer === undefined ? [] : [personText({ ...organizer, role: 'required', response: 'organizer' })]),
    ...attendees.map(personText),
  ]
  return new Map<string, PropertyValue>([
    ...values,
    [keyOf(named.busyStatus), busyStatuses.indexOf('tentative')],
    [intendedKey, busyStatuses.indexOf(busyStatus)],
    ...versionProperties(meeting),
    [meetingKeys.uid, uid],
    [meetingKeys.people, people],
    ...(originalStart === undefined ? [] : [[meetingKeys.occurrence, originalStart] as const]),
  ])
}

/** How the time is meant to be shown once a request is accepted; busy when neither it nor the meeting says. */
export function intendedBusyStatus({ properties }: Pick<Item, 'properties'>): AppointmentContent['busyStatus'] {
  return busyStatuses[Number(properties.get(intendedKey) ?? Number.NaN)] ?? 'busy'
}

/**
 * The meeting that a message is about, its time shown as its organizer means it; undefined when it does not say which, or
 * when.
 * @param now milliseconds since 1970
 */
export function meetingOf(message: MessageContent, now: number): Meeting | undefined {
  const { properties, subject, from } = message
  const occurrence = properties.get(meetingKeys.occurrence)
  const uid = properties.get(meetingKeys.uid)
  if (typeof uid !== 'string' || !properties.has(meetingKeys.start)) return undefined
  const known = mapiPropertiesOf('appointment')
  const shared = new Map([...properties].filter(([key]) => known.has(key)))
  const base = baseOf({ ...message, properties: shared } as unknown as Item, 'IPM.Appointment', now)
  if (base.kind !== 'appointment' || !isCalendarTime(base.start) || !isCalendarTime(base.end)) return undefined
  const people = peopleOf(message)
  const caller: Address | undefined = people.find(({ response }) => response === 'organizer') ?? from
  return {
    ...base,
    subject,
    uid,
    busyStatus: intendedBusyStatus(message),
    attachments: [],
    categories: [],
    flag: 'none',
    properties: new Map(versionProperties(message)),
    organizer: caller && { name: caller.name, address: caller.address },
    attendees: people.filter(({ response }) => response !== 'organizer'),
    ...(typeof occurrence === 'number' && isCalendarTime(occurrence) ? { originalStart: occurrence } : {}),
  }
}

function peopleOf({ properties, to, cc, bcc }: MessageContent): Attendee[] {
  const people = properties.get(meetingKeys.people)
  if (Array.isArray(people)) return people.map((one) => personOf(String(one)))
  const lists = [
    ['required', to],
    ['optional', cc],
    ['resource', bcc],
  ] as const
  return lists.flatMap(([role, addresses]) =>
    addresses.map(({ name, address }): Attendee => ({ name, address, role, response: 'unknown' })),
  )
}

function personText({ role, response, address, name }: Attendee): string {
  return [role, response, address.replaceAll('\t', ''), name].join('\t')
}

function personOf(text: string): Attendee {
  const [role, response, address = '', ...name] = text.split('\t')
  const person: Address = { name: name.join('\t'), address }
  return {
    ...person,
    role: attendeeRoles.find((one) => one === role) ?? 'required',
    response: attendeeResponses.find((one) => one === response) ?? 'unknown',
  }
}
