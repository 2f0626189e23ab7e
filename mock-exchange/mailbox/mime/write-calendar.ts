import ICAL from 'ical.js'
import { plainText } from '../body-text.ts'
import type { AppointmentContent, Attendee } from '../item.ts'
import { sequenceOf, versionKeys } from '../meeting-version.ts'
import { contentAt } from '../occurrence-changes.ts'
import { ruleInCalendar } from '../rule-end.ts'
import { wallTime } from '../time-zone.ts'
import { zoneComponent } from './time-zone-component.ts'

const partstats: Readonly<Record<Attendee['response'], string>> = {
  unknown: 'NEEDS-ACTION',
  none: 'NEEDS-ACTION',
  organizer: 'ACCEPTED',
  tentative: 'TENTATIVE',
  accept: 'ACCEPTED',
  decline: 'DECLINED',
}
const roles = { required: 'REQ-PARTICIPANT', optional: 'OPT-PARTICIPANT', resource: 'NON-PARTICIPANT' } as const
const busyStatuses = {
  free: 'FREE',
  tentative: 'TENTATIVE',
  busy: 'BUSY',
  oof: 'OOF',
  elsewhere: 'WORKINGELSEWHERE',
} as const
const classes = { normal: 'PUBLIC', personal: 'PRIVATE', private: 'PRIVATE', confidential: 'CONFIDENTIAL' } as const

/**
 * An appointment as iCalendar (RFC 5545), with its time zone, as Exchange gives it; the occurrences at which something
 * differs follow as components of their own.
 * @param method of iTIP (RFC 5546): PUBLISH for a calendar's own, REQUEST in a meeting request, REPLY in an answer
 * @param stamp when it was last changed, in milliseconds since 1970
 * @param occurrence start as the rule has it, for `given` to be one occurrence by itself
 */
export function writeCalendar(
  given: AppointmentContent,
  method: 'PUBLISH' | 'REQUEST' | 'CANCEL' | 'REPLY',
  stamp: number,
  occurrence?: number,
): string {
  const calendar = new ICAL.Component('vcalendar')
  calendar.updatePropertyWithValue('method', method)
  calendar.updatePropertyWithValue('prodid', 'Microsoft Exchange Server 2010')
  calendar.updatePropertyWithValue('version', '2.0')
  const zone = given.timeZone
  if (zone !== 'UTC' && !given.allDay) calendar.addSubcomponent(zoneComponent(zone, given.start))
  calendar.addSubcomponent(eventOf(given, method, stamp, occurrence))
  const modified = occurrence === undefined ? given.modifiedOccurrences.keys() : []
  for (const original of modified) {
    calendar.addSubcomponent(eventOf(contentAt(given, original), method, stamp, original))
  }
  return `${calendar.toString()}\r\n`
}

/** @param occurrence start that the rule has for an occurrence; undefined for a series or a single appointment */
function eventOf(given: AppointmentContent, method: string, stamp: number, occurrence?: number): ICAL.Component {
  const event = new ICAL.Component('vevent')
  const add = (name: string, value: unknown, parameters: Readonly<Record<string, string>> = {}): void => {
    const property = new ICAL.Property(name)
    property.setValue(value as string)
    for (const [key, text] of Object.entries(parameters)) property.setParameter(key, text)
    event.addProperty(property)
  }
  const { timeZone, allDay } = given
  const zone = timeZone === 'UTC' || allDay ? {} : { tzid: timeZone }
  const timeOf = (instant: number): ICAL.Time => {
    const wall = new Date(wallTime(instant, timeZone)).toISOString()
    if (allDay) return ICAL.Time.fromDateString(wall.slice(0, 10))
    if (timeZone === 'UTC') return ICAL.Time.fromJSDate(new Date(instant), true)
    return ICAL.Time.fromDateTimeString(wall.slice(0, 19))
  }
  const { organizer, attendees, recurrence, reminderMinutes } = given
  if (organizer !== undefined && attendees.length > 0)
    add('organizer', `mailto:${organizer.address}`, { cn: organizer.name })
  for (const { name, address, role, response } of attendees) {
    add('attendee', `mailto:${address}`, { cn: name, role: roles[role], partstat: partstats[response], rsvp: 'TRUE' })
  }
  add('description', plainText(given))
  if (occurrence !== undefined) add('recurrence-id', timeOf(occurrence), zone)
  else {
    if (recurrence !== undefined) add('rrule', ICAL.Recur.fromString(ruleInCalendar(recurrence, timeZone, allDay)))
    for (const start of given.deletedOccurrences) add('exdate', timeOf(start), zone)
  }
  add('uid', given.uid)
  add('summary', given.subject)
  add('dtstart', timeOf(given.start), zone)
  add('dtend', timeOf(given.end), zone)
  add('class', classes[given.sensitivity])
  const changedAt = given.properties.get(versionKeys.changedAt)
  const isSent = method === 'REQUEST' || method === 'CANCEL'
  add('dtstamp', ICAL.Time.fromJSDate(new Date(isSent && typeof changedAt === 'number' ? changedAt : stamp), true))
  add('sequence', sequenceOf(given) ?? 0)
  add('transp', given.busyStatus === 'free' ? 'TRANSPARENT' : 'OPAQUE')
  add('status', method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED')
  add('location', given.location)
  if (given.categories.length > 0) {
    const property = new ICAL.Property('categories')
    property.setValues([...given.categories])
    event.addProperty(property)
  }
  // What is asked for is tentative until it is answered.
  const asked = method === 'REQUEST' && given.busyStatus !== 'free'
  add('x-microsoft-cdo-busystatus', asked ? 'TENTATIVE' : busyStatuses[given.busyStatus])
  if (asked) add('x-microsoft-cdo-intendedstatus', busyStatuses[given.busyStatus])
  add('x-microsoft-cdo-alldayevent', given.allDay ? 'TRUE' : 'FALSE')
  if (reminderMinutes !== undefined) event.addSubcomponent(alarm(reminderMinutes))
  return event
}

function alarm(minutes: number): ICAL.Component {
  const component = new ICAL.Component('valarm')
  component.updatePropertyWithValue('action', 'DISPLAY')
  component.updatePropertyWithValue('description', 'REMINDER')
  const trigger = new ICAL.Property('trigger')
  trigger.setParameter('related', 'START')
  trigger.setValue(ICAL.Duration.fromSeconds(-60 * minutes) as never)
  component.addProperty(trigger)
  return component
}
