// iCalendar (RFC 5545) to appointments and back; the format of a calendar item as MIME.

import ICAL from 'ical.js'
import { lookupTable } from '../../../base/lookup-table.ts'
import { messageOf } from '../../../base/message-of.ts'
import { isCalendarTime } from '../calendar-years.ts'
import { MailboxError } from '../errors.ts'
import type { Address, AppointmentContent, Attendee, OccurrenceChange } from '../item.ts'
import { versionKeys } from '../meeting-version.ts'
import { occurrenceChange } from '../occurrence-changes.ts'
import { ruleOnWall } from '../rule-end.ts'
import { instantOf, isZone, windowsZoneOf } from '../time-zone.ts'
import { zoneLike } from './zone-like.ts'

const responses = lookupTable<Attendee['response']>({
  ACCEPTED: 'accept',
  DECLINED: 'decline',
  TENTATIVE: 'tentative',
  'NEEDS-ACTION': 'none',
})

const roles = lookupTable<Attendee['role']>({
  'OPT-PARTICIPANT': 'optional',
  'NON-PARTICIPANT': 'resource',
})

/** By the words of X-MICROSOFT-CDO-BUSYSTATUS and X-MICROSOFT-CDO-INTENDEDSTATUS ([MS-OXCICAL] 2.1.3.1.1.20.29, recalled). */
export const busyStatuses = lookupTable<AppointmentContent['busyStatus']>({
  FREE: 'free',
  BUSY: 'busy',
  TENTATIVE: 'tentative',
  OOF: 'oof',
  WORKINGELSEWHERE: 'elsewhere',
})

/**
 * The appointment that the VEVENT of a calendar says, with its exceptions in others; what it does not say is taken from `standard`.
 * @throws MailboxError mime-invalid
 */
export function readCalendar(text: string, standard: AppointmentContent): AppointmentContent {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text))
    const events = calendar.getAllSubcomponents('vevent')
    const series = mainEvent(calendar)
    if (series === undefined) throw new TypeError('there is no VEVENT')
    const appointment = appointmentOf(series, standard)
    const modified = events
      .filter((event) => event !== series && event.hasProperty('recurrence-id'))
      .map((event) => exceptionOf(event, appointment))
    return told({ ...appointment, modifiedOccurrences: new Map(modified) })
  } catch (error) {
    throw new MailboxError('mime-invalid', messageOf(error), { cause: error })
  }
}

/** The VEVENT of a whole series, rather than of one of its occurrences; of an occurrence by itself, that. */
export function mainEvent(calendar: ICAL.Component): ICAL.Component | undefined {
  const events = calendar.getAllSubcomponents('vevent')
  return events.find((event) => !event.hasProperty('recurrence-id')) ?? events[0]
}

/** An appointment whose times are all times. @throws TypeError */
function told(appointment: AppointmentContent): AppointmentContent {
  const { start, end, deletedOccurrences, modifiedOccurrences } = appointment
  const exceptions = [...modifiedOccurrences].flatMap(([original, change]) => [
    original,
    change.start ?? start,
    change.end ?? end,
  ])
  const wrong = [start, end, ...deletedOccurrences, ...exceptions].find((instant) => !isCalendarTime(instant))
  if (wrong === undefined) return appointment
  throw new TypeError('a time is none, or beyond the years that calendars have')
}

function appointmentOf(event: ICAL.Component, standard: AppointmentContent): AppointmentContent {
  const text = (name: string): string | undefined => event.getFirstPropertyValue(name)?.toString()
  const dtstart = event.getFirstProperty('dtstart')
  if (dtstart === null) throw new TypeError('there is no DTSTART')
  const timeZone = zoneOf(dtstart)
  const start = instant(dtstart)
  const dtend = event.getFirstProperty('dtend')
  const duration = event.getFirstPropertyValue('duration') as ICAL.Duration | null
  const allDay = (dtstart.getFirstValue() as ICAL.Time).isDate
  const length = duration === null ? (allDay ? 86_400_000 : 0) : duration.toSeconds() * 1_000
  const rule = event.getFirstPropertyValue('rrule')
  const alarm = event.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger') as
    | ICAL.Duration
    | null
    | undefined
  const classification = text('class')?.toUpperCase()
  const status = text('x-microsoft-cdo-busystatus')?.toUpperCase()
  const organizer = event.getFirstProperty('organizer')
  const sequence = event.getFirstPropertyValue('sequence')
  return {
    ...standard,
    ...(typeof sequence === 'number'
      ? { properties: new Map(standard.properties).set(versionKeys.sequence, sequence) }
      : {}),
    subject: text('summary') ?? '',
    location: text('location') ?? '',
    body: { type: 'text', content: text('description') ?? '' },
    uid: text('uid') ?? standard.uid,
    start,
    end: dtend === null ? start + length : instant(dtend),
    allDay: allDay || text('x-microsoft-cdo-alldayevent')?.toUpperCase() === 'TRUE',
    timeZone,
    recurrence: rule === null ? undefined : ruleOnWall(rule.toString(), timeZone),
    deletedOccurrences: event.getAllProperties('exdate').flatMap((property) => instants(property)),
    busyStatus:
      status === undefined ? (text('transp') === 'TRANSPARENT' ? 'free' : 'busy') : (busyStatuses[status] ?? 'busy'),
    sensitivity:
      classification === 'PRIVATE' ? 'private' : classification === 'CONFIDENTIAL' ? 'confidential' : 'normal',
    categories: event.getAllProperties('categories').flatMap((property) => property.getValues().map(String)),
    organizer: organizer === null ? standard.organizer : addressOf(organizer),
    attendees: event.getAllProperties('attendee').map((property) => ({
      ...addressOf(property),
      role: roles[String(property.getFirstParameter('role'))] ?? 'required',
      response: responses[String(property.getFirstParameter('partstat'))] ?? 'none',
    })),
    reminderMinutes: alarm instanceof ICAL.Duration ? Math.max(0, Math.round(-alarm.toSeconds() / 60)) : undefined,
  }
}

/** What differs at an occurrence, by the start that the rule has for it (RECURRENCE-ID). */
function exceptionOf(event: ICAL.Component, series: AppointmentContent): [number, OccurrenceChange] {
  const given = event.getFirstProperty('recurrence-id')
  const original = given === null ? series.start : instant(given)
  return [original, occurrenceChange(series, original, appointmentOf(event, series))]
}

function addressOf(property: ICAL.Property): Address {
  const address = String(property.getFirstValue()).replace(/^mailto:/i, '')
  return { name: String(property.getFirstParameter('cn') ?? address), address }
}

/**
 * Name of the zone that a time is told in, as Windows has it where it is known by another: by the name of the platform, or by
 * the rules that the calendar gives for a name of its own.
 */
function zoneOf(property: ICAL.Property): string {
  const name = property.getFirstParameter('tzid')?.toString()
  if (name === undefined) return 'UTC'
  const zone = windowsZoneOf(name) ?? name
  if (isZone(zone)) return zone
  const definition = property.parent?.parent && definitionsOf(property.parent.parent).get(name)
  const { year } = property.getFirstValue() as ICAL.Time
  return (definition && zoneLike(definition, year)) ?? zone
}

const definitions = new WeakMap<ICAL.Component, ReadonlyMap<string, ICAL.Component>>()

/** The zones that a calendar defines, by their names. */
function definitionsOf(calendar: ICAL.Component): ReadonlyMap<string, ICAL.Component> {
  const known = definitions.get(calendar)
  if (known !== undefined) return known
  const zones = calendar.getAllSubcomponents('vtimezone').toReversed()
  const byName = new Map(zones.map((zone) => [String(zone.getFirstPropertyValue('tzid')), zone]))
  definitions.set(calendar, byName)
  return byName
}

/** The time that a property tells, in milliseconds since 1970. */
export function instant(property: ICAL.Property): number {
  return instants(property)[0] ?? 0
}

function instants(property: ICAL.Property): number[] {
  const zone = zoneOf(property)
  return (property.getValues() as ICAL.Time[]).map((time) => {
    const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second)
    return time.zone === ICAL.Timezone.utcTimezone ? wall : instantOf(wall, zone)
  })
}
