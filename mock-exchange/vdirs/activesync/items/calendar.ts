// Appointments ([MS-ASCAL]). Times are instants in UTC, and the time zone that is told says so.

import { childOf, childrenNamed, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { isCalendarTime } from '../../../mailbox/calendar-years.ts'
import {
  type Appointment,
  type AppointmentContent,
  type Attendee,
  appointment,
  busyStatuses,
  type Item,
  type OccurrenceChange,
  sensitivities,
} from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { isCancelled, meetingStates } from '../../../mailbox/meeting-class.ts'
import { newUid } from '../../../mailbox/new-uid.ts'
import { isOrganizer, ownResponse } from '../../../mailbox/own-response.ts'
import { ruleInCalendar, ruleOnWall } from '../../../mailbox/rule-end.ts'
import { bodyElements, oldBodyElements } from './body.ts'
import { exceptionsElement, readExceptions } from './exceptions.ts'
import { readBody } from './item-body.ts'
import type { ItemClass, WriteSetup } from './item-class.ts'
import { readRecurrence, recurrenceElement } from './recurrence.ts'
import { categoriesElement, readCategories } from './shared-elements.ts'
import { clean, compactDateText, readDate } from './values.ts'
import { utcZone } from './zone.ts'

const calendar = tagsOf('Calendar')

/** By their values in the protocol; `elsewhere` has one from 16.0 on only. */
const attendeeTypes = { required: '1', optional: '2', resource: '3' } as const
const attendeeStatuses = { unknown: '0', organizer: '0', tentative: '2', accept: '3', decline: '4', none: '5' } as const

/** Bits of MeetingStatus, which are those of PidLidAppointmentStateFlags ([MS-ASCAL] 2.2.2.28, [MS-OXOCAL] 2.2.1.10). */
const { meeting, received, canceled } = meetingStates

/** Whether it is a meeting, somebody else's, and cancelled. */
function meetingStatus(item: Appointment, mailbox: Mailbox): number {
  if (item.attendees.length === 0) return 0
  return meeting | (isOrganizer(mailbox, item) ? 0 : received) | (isCancelled(item) ? canceled : 0)
}

/** ResponseType ([MS-ASCAL] 2.2.2.41): how the owner of the calendar has answered. */
const responseTypes = { unknown: '5', organizer: '1', tentative: '2', accept: '3', decline: '4', none: '5' } as const

function responseElements(item: Appointment, mailbox: Mailbox): WbxmlElement[] {
  if (item.attendees.length === 0) return []
  const response = responseTypes[ownResponse(mailbox, item) ?? 'none']
  return [calendar('ResponseRequested', '1'), calendar('ResponseType', response)]
}

async function write(item: Item, { options, version, mailbox }: WriteSetup): Promise<WbxmlElement[]> {
  if (item.kind !== 'appointment') return []
  const { organizer, attendees, recurrence, reminderMinutes, categories, location, start } = item
  const rule = recurrence === undefined ? undefined : ruleInCalendar(recurrence, item.timeZone, false)
  const repeated = rule === undefined ? undefined : recurrenceElement(rule, start, 'Calendar')
  const bodyOf = async (of: Appointment): Promise<WbxmlElement[]> =>
    version < 120 ? oldBodyElements(of, options, 'Calendar') : bodyElements(of, options)
  const busy = Math.min(busyStatuses.indexOf(item.busyStatus), 3)
  return [
    calendar('Timezone', utcZone),
    calendar('DtStamp', compactDateText(item.modifiedAt)),
    calendar('StartTime', compactDateText(start)),
    calendar('Subject', clean(item.subject)),
    calendar('UID', clean(item.uid)),
    ...(organizer === undefined
      ? []
      : [calendar('OrganizerName', clean(organizer.name)), calendar('OrganizerEmail', clean(organizer.address))]),
    ...(attendees.length === 0
      ? []
      : [calendar('Attendees', ...attendees.map((one) => attendeeElement(one, version)))]),
    ...(location === '' ? [] : [calendar('Location', clean(location))]),
    calendar('EndTime', compactDateText(item.end)),
    ...(repeated === undefined ? [] : [repeated, ...(await exceptionsElement(item, bodyOf))]),
    ...(await bodyOf(item)),
    calendar('Sensitivity', String(sensitivities.indexOf(item.sensitivity))),
    calendar('BusyStatus', String(busy)),
    calendar('AllDayEvent', item.allDay ? '1' : '0'),
    ...(reminderMinutes === undefined ? [] : [calendar('Reminder', String(reminderMinutes))]),
    calendar('MeetingStatus', String(meetingStatus(item, mailbox))),
    ...categoriesElement('Calendar', categories),
    ...(version < 140 ? [] : responseElements(item, mailbox)),
  ]
}

function attendeeElement({ name, address, role, response }: Attendee, version: number): WbxmlElement {
  const more = [calendar('AttendeeStatus', attendeeStatuses[response]), calendar('AttendeeType', attendeeTypes[role])]
  return calendar(
    'Attendee',
    calendar('Email', clean(address)),
    calendar('Name', clean(name)),
    ...(version < 120 ? [] : more),
  )
}

/** What the elements say; undefined when something cannot be read. Absent ones are not among the members. @param timeZone of the appointment */
function read(data: WbxmlElement, timeZone: string): Partial<AppointmentContent> | undefined {
  const given = readOne(data)
  const repeated = childOf(data, 'Calendar', 'Recurrence')
  const recurrence = repeated && readRecurrence(repeated, 'Calendar')
  const exceptions = readExceptions(data, readOne)
  if (given === undefined || exceptions === undefined || (repeated !== undefined && recurrence === undefined)) {
    return undefined
  }
  const rule = recurrence && ruleOnWall(recurrence, timeZone)
  return { ...given, ...(rule === undefined ? {} : { recurrence: rule }), ...exceptions }
}

/** What a series and each of its occurrences can say. */
function readOne(data: WbxmlElement): OccurrenceChange | undefined {
  const text = (tag: string): string | undefined => textOf(data, 'Calendar', tag)
  const dates = { start: text('StartTime'), end: text('EndTime') }
  const start = readDate(dates.start)
  const end = readDate(dates.end)
  const isWrong = (said: string | undefined, time: number | undefined): boolean =>
    said !== undefined && (time === undefined || !isCalendarTime(time))
  if (isWrong(dates.start, start) || isWrong(dates.end, end)) return undefined
  const busyStatus = busyStatuses[Number(text('BusyStatus') ?? Number.NaN)]
  const sensitivity = sensitivities[Number(text('Sensitivity') ?? Number.NaN)]
  const reminder = text('Reminder')
  if (reminder !== undefined && !/^\d{0,7}$/.test(reminder)) return undefined
  const attendees = childOf(data, 'Calendar', 'Attendees')
  const allDay = text('AllDayEvent')
  return {
    ...readBody(data, 'Calendar'),
    ...(text('Subject') === undefined ? {} : { subject: text('Subject') ?? '' }),
    ...(text('Location') === undefined ? {} : { location: text('Location') ?? '' }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(allDay === undefined ? {} : { allDay: allDay === '1' }),
    ...(busyStatus === undefined ? {} : { busyStatus }),
    ...(sensitivity === undefined ? {} : { sensitivity }),
    ...(reminder === undefined ? {} : { reminderMinutes: reminder === '' ? undefined : Number(reminder) }),
    ...(attendees === undefined
      ? {}
      : { attendees: childrenNamed(attendees, 'Calendar', 'Attendee').map(readAttendee) }),
    ...readCategories(data, 'Calendar'),
  }
}

function readAttendee(given: WbxmlElement): Attendee {
  const address = textOf(given, 'Calendar', 'Email') ?? ''
  const type = textOf(given, 'Calendar', 'AttendeeType')
  const status = textOf(given, 'Calendar', 'AttendeeStatus')
  return {
    address,
    name: textOf(given, 'Calendar', 'Name') ?? address,
    role: type === '2' ? 'optional' : type === '3' ? 'resource' : 'required',
    response: status === '2' ? 'tentative' : status === '3' ? 'accept' : status === '4' ? 'decline' : 'unknown',
  }
}

export const calendarClass: ItemClass = {
  name: 'Calendar',
  containerClass: 'IPF.Appointment',
  kind: 'appointment',
  write,
  readNew(data, mailbox: Mailbox) {
    const given = read(data, 'UTC')
    if (given?.start === undefined || given.end === undefined) return undefined
    const { start, end } = given
    const uid = textOf(data, 'Calendar', 'UID') || newUid(mailbox)
    return appointment({ ...given, start, end, uid, organizer: mailbox.address })
  },
  change(mailbox, item, data) {
    const given = item.kind === 'appointment' ? read(data, item.timeZone) : undefined
    return given && mailbox.update(item, given)
  },
}
