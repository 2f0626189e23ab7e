// What the Calendar Attendant of Exchange does with messages about meetings, whatever protocol sent them: a request puts
// the meeting into the calendar of whoever gets it, as tentative; an answer is noted in the organizer's.

import { type Appointment, type AppointmentContent, type Attendee, busyStatuses } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { intendedKey, meetingStates, stateKey } from './meeting-class.ts'
import { meetingIn } from './meeting-lookup.ts'
import { contentAt, withOccurrence } from './occurrence-changes.ts'
import { regularOccurrence } from './occurrences.ts'

/** A meeting, or one occurrence of it with the start that the rule has for that. */
export type Meeting = AppointmentContent & { readonly originalStart?: number }

/**
 * Brings a meeting into the calendar of somebody who was asked, or its cancellation with the subject of that.
 * @throws MailboxError quota-exceeded
 */
export function bringMeeting(attendee: Mailbox, meeting: Meeting, method: 'REQUEST' | 'CANCEL'): void {
  const known = meetingIn(attendee, meeting.uid)
  if (known !== undefined) changeMeeting(attendee, known, meeting.originalStart, (at) => ({ ...at, ...brought(at) }))
  else if (method === 'REQUEST') attendee.add(attendee.folder('calendar'), received(meeting), { read: true })

  function brought(at: AppointmentContent): Partial<AppointmentContent> {
    if (method === 'REQUEST') return received(meeting)
    const { meeting: is, received: theirs, canceled } = meetingStates
    const properties = new Map(at.properties).set(stateKey, is | theirs | canceled)
    return { subject: cancelled(meeting.subject), busyStatus: 'free', properties }
  }
}

/** Changes a meeting in a calendar, or one occurrence of it; one that is deleted there stays so. */
function changeMeeting(
  mailbox: Mailbox,
  known: Appointment,
  original: number | undefined,
  change: (at: AppointmentContent) => AppointmentContent,
): void {
  if (original === undefined || known.recurrence === undefined) mailbox.update(known, change(known))
  else if (!known.deletedOccurrences.includes(original) && regularOccurrence(known, original) !== undefined) {
    mailbox.update(known, withOccurrence(known, original, change(contentAt(known, original))))
  }
}

/** The subject of a meeting that does not take place. */
export function cancelled(subject: string): string {
  return subject.startsWith('Canceled: ') ? subject : `Canceled: ${subject}`
}

/** A meeting as it comes into an attendee's calendar; an occurrence by itself is an appointment of its own there. */
function received(meeting: Meeting): AppointmentContent {
  const { meeting: is, received: theirs } = meetingStates
  const { itemClass, subject, body, importance, sensitivity, attachments, start, end, allDay, location } = meeting
  const { organizer, attendees, uid, recurrence, deletedOccurrences, modifiedOccurrences, timeZone } = meeting
  const single = { recurrence: undefined, deletedOccurrences: [], modifiedOccurrences: new Map() }
  return {
    kind: 'appointment',
    ...{ itemClass, subject, body, importance, sensitivity, attachments, start, end, allDay, location },
    ...{ organizer, attendees, uid, recurrence, deletedOccurrences, modifiedOccurrences, timeZone },
    reminderMinutes: meeting.reminderMinutes,
    categories: [],
    flag: 'none',
    busyStatus: 'tentative',
    properties: new Map([
      [stateKey, is | theirs],
      [intendedKey, busyStatuses.indexOf(meeting.busyStatus)],
    ]),
    ...(meeting.originalStart === undefined ? {} : single),
  }
}

/** Notes in the organizer's calendar how an attendee answered. @param original start that the rule has, for one occurrence */
export function noteAnswer(
  organizer: Mailbox,
  meeting: Appointment,
  { address, response }: Pick<Attendee, 'address' | 'response'>,
  original: number | undefined,
): void {
  changeMeeting(organizer, meeting, original, (at) => ({
    ...at,
    attendees: withResponse(at.attendees, address, response),
  }))
}

/** Attendees, one of whom has answered. */
export function withResponse(
  attendees: readonly Attendee[],
  address: string,
  response: Attendee['response'],
): Attendee[] {
  return attendees.map((one) => (one.address.toLowerCase() === address.toLowerCase() ? { ...one, response } : one))
}
