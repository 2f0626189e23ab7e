import ICAL from 'ical.js'
import { isCalendarTime } from '../calendar-years.ts'
import { appointment, type MessageContent } from '../item.ts'
import { meetingProperties } from '../mapi/meeting-content.ts'
import { classOfMeeting, type MeetingMethod } from '../meeting-class.ts'
import { versionKeys } from '../meeting-version.ts'
import { busyStatuses, instant, mainEvent, readCalendar } from './read-calendar.ts'

const methods: readonly string[] = ['REQUEST', 'CANCEL', 'REPLY']

type MeetingContent = Pick<MessageContent, 'itemClass' | 'properties' | 'body' | 'sensitivity'>

/**
 * What a text/calendar part makes of the message that it comes in ([MS-OXCICAL] 2.1.3.1.1.1, as recalled): its class, and the
 * properties that tell of the meeting. Undefined for calendars that Exchange makes no meeting of, and those that cannot be
 * read: they stay attachments.
 */
export function readMeeting(calendar: string): MeetingContent | undefined {
  try {
    return meetingIn(new ICAL.Component(ICAL.parse(calendar)), calendar)
  } catch {
    // The library throws plain errors of many kinds at what is no iCalendar.
    return undefined
  }
}

function meetingIn(component: ICAL.Component, calendar: string): ReturnType<typeof readMeeting> {
  const method = String(component.getFirstPropertyValue('method')).toUpperCase()
  if (!methods.includes(method)) return undefined
  const read = readCalendar(calendar, appointment({ start: 0, end: 0, uid: '' }))
  // Exchange asks for tentative time, and says beside it how the time is meant.
  const event = mainEvent(component)
  const intended = event?.getFirstPropertyValue('x-microsoft-cdo-intendedstatus')
  const stamp = event?.getFirstProperty('dtstamp')
  const properties = new Map(read.properties)
  // In an answer it is the time of that.
  if (stamp != null && method !== 'REPLY') properties.set(versionKeys.changedAt, instant(stamp))
  const meeting = { ...read, properties, busyStatus: busyStatuses[String(intended).toUpperCase()] ?? read.busyStatus }
  const itemClass = classOfMeeting(method as MeetingMethod, meeting.attendees[0]?.response)
  if (itemClass === undefined || meeting.uid === '') return undefined
  const originalStart = occurrenceIn(component)
  if (originalStart !== undefined && !isCalendarTime(originalStart)) return undefined
  const about = meetingProperties({ ...meeting, ...(originalStart === undefined ? {} : { originalStart }) })
  return { itemClass, properties: about, body: meeting.body, sensitivity: meeting.sensitivity }
}

/** Start that the rule has for the one occurrence that a calendar tells of; undefined for one of a whole meeting. */
function occurrenceIn(calendar: ICAL.Component): number | undefined {
  const told = calendar.getAllSubcomponents('vevent').map((event) => event.getFirstProperty('recurrence-id'))
  const [first] = told
  return first == null || told.some((one) => one === null) ? undefined : instant(first)
}
