// What the Calendar Attendant of Exchange does with messages about meetings, whatever protocol sent them: a request puts
// the meeting into the calendar of whoever gets it, as tentative; an answer is noted in the organizer's.

import type { Appointment, AppointmentContent, Attendee } from './item.ts'
import type { Mailbox } from './mailbox.ts'

/** The mailbox of an address; undefined for one that is not of the organisation. */
type ByAddress = (address: string) => Mailbox | undefined

/** The meeting of an iCalendar UID in somebody's calendar. */
export function meetingIn(mailbox: Mailbox, uid: string): Appointment | undefined {
  return mailbox
    .items(mailbox.folder('calendar'))
    .find((item): item is Appointment => item.kind === 'appointment' && item.uid === uid)
}

/** Brings a meeting into the calendars of attendees, or its cancellation with the subject of that. */
export function bringMeeting(
  byAddress: ByAddress,
  organizer: Mailbox,
  meeting: AppointmentContent,
  kind: 'Request' | 'Canceled',
  attendees: readonly Attendee[],
): void {
  for (const { address } of attendees) {
    const attendee = byAddress(address)
    if (attendee === undefined || attendee === organizer) continue
    const known = meetingIn(attendee, meeting.uid)
    if (kind === 'Canceled') {
      if (known !== undefined) attendee.update(known, { subject: cancelled(meeting.subject), busyStatus: 'free' })
    } else if (known !== undefined) attendee.update(known, { ...received(meeting), kind: 'appointment' })
    else attendee.add(attendee.folder('calendar'), received(meeting), { read: true })
  }
}

/** The subject of a meeting that does not take place. */
export function cancelled(subject: string): string {
  return subject.startsWith('Canceled: ') ? subject : `Canceled: ${subject}`
}

function received(meeting: AppointmentContent): AppointmentContent {
  return { ...meeting, busyStatus: 'tentative', properties: new Map() }
}

/** Notes in the organizer's calendar how an attendee answered. */
export function noteAnswer(
  organizer: Mailbox | undefined,
  uid: string,
  attendee: string,
  response: Attendee['response'],
): void {
  const original = organizer && meetingIn(organizer, uid)
  if (organizer === undefined || original === undefined) return
  organizer.update(original, { attendees: withResponse(original.attendees, attendee, response) })
}

/** Attendees, one of whom has answered. */
export function withResponse(
  attendees: readonly Attendee[],
  address: string,
  response: Attendee['response'],
): Attendee[] {
  return attendees.map((one) => (one.address.toLowerCase() === address.toLowerCase() ? { ...one, response } : one))
}
