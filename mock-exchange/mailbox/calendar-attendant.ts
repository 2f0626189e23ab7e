// What the Calendar Attendant of Exchange does with messages about meetings, whatever protocol sent them: a request puts
// the meeting into the calendar of whoever gets it, as tentative; an answer is noted in the organizer's.

import { type Appointment, type AppointmentContent, type Attendee, busyStatuses } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { intendedKey, meetingStates, stateKey } from './meeting-class.ts'
import { meetingIn } from './meeting-lookup.ts'
import { isOutdated, sequenceOf, versionProperties } from './meeting-version.ts'
import { contentAt, withOccurrence } from './occurrence-changes.ts'
import { regularOccurrence } from './occurrences.ts'

/** A meeting, or one occurrence of it with the start that the rule has for that. */
export type Meeting = AppointmentContent & { readonly originalStart?: number }

/**
 * Brings a meeting into the calendar of somebody who was asked, or its cancellation with the subject of that, unless a later
 * version of it is known there.
 * @throws MailboxError quota-exceeded
 */
export function bringMeeting(attendee: Mailbox, meeting: Meeting, method: 'REQUEST' | 'CANCEL'): void {
  const known = meetingIn(attendee, meeting.uid)
  if (known !== undefined) {
    changeMeeting(attendee, known, meeting.originalStart, (at) =>
      isOutdated(meeting, at) ? undefined : { ...at, ...brought(at) },
    )
  } else if (method === 'REQUEST') attendee.add(attendee.folder('calendar'), received(meeting), { read: true })

  function brought(at: AppointmentContent): Partial<AppointmentContent> {
    if (method === 'REQUEST') return received(meeting)
    const { meeting: is, received: theirs, canceled } = meetingStates
    const kept = [...at.properties, ...versionProperties(meeting)]
    const properties = new Map(kept).set(stateKey, is | theirs | canceled)
    return { subject: cancelled(meeting.subject), busyStatus: 'free', properties }
  }
}

/**
 * Changes a meeting in a calendar, or one occurrence of it; one that is deleted there stays so.
 * @param change what it says after that; undefined to leave it as it is
 */
function changeMeeting(
  mailbox: Mailbox,
  known: Appointment,
  original: number | undefined,
  change: (at: AppointmentContent) => AppointmentContent | undefined,
): void {
  if (original === undefined || known.recurrence === undefined) {
    const changed = change(known)
    if (changed !== undefined) mailbox.update(known, changed)
    return
  }
  if (known.deletedOccurrences.includes(original) || regularOccurrence(known, original) === undefined) return
  const changed = change(contentAt(known, original))
  if (changed !== undefined) mailbox.update(known, withOccurrence(known, original, changed))
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
      ...versionProperties(meeting),
    ]),
    ...(meeting.originalStart === undefined ? {} : single),
  }
}

/**
 * Notes in the organizer's calendar how an attendee answered; an answer to what the meeting was before says nothing of it now.
 * @param original start that the rule has, for one occurrence
 */
export function noteAnswer(
  organizer: Mailbox,
  meeting: Appointment,
  { address, response, sequence }: Pick<Attendee, 'address' | 'response'> & { readonly sequence: number | undefined },
  original: number | undefined,
): void {
  changeMeeting(organizer, meeting, original, (at) => {
    const isLate = sequence !== undefined && sequence < (sequenceOf(at) ?? 0)
    return isLate ? undefined : { ...at, attendees: withResponse(at.attendees, address, response) }
  })
}

/** Attendees, one of whom has answered. */
export function withResponse(
  attendees: readonly Attendee[],
  address: string,
  response: Attendee['response'],
): Attendee[] {
  return attendees.map((one) => (one.address.toLowerCase() === address.toLowerCase() ? { ...one, response } : one))
}
