// Meetings: requests to those who are invited, cancellations, and who may send which.

import { attendToMeeting } from '../../mailbox/attend-to-meeting.ts'
import { cancelled, type Meeting } from '../../mailbox/calendar-attendant.ts'
import { type Address, type Appointment, type Attendee, type MessageContent, message } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { meetingProperties } from '../../mailbox/mapi/meeting-content.ts'
import { classOfMeeting, isCancelled, type MeetingAnswer } from '../../mailbox/meeting-class.ts'
import { isOrganizer } from '../../mailbox/own-response.ts'
import { EwsError } from './errors.ts'
import type { EwsCall } from './operation.ts'

/** Sends requests for a meeting, or its cancellation, to attendees. @returns the message as sent; undefined without any */
export function inviteTo(
  { store, now }: EwsCall,
  organizer: Mailbox,
  meeting: Meeting,
  method: 'REQUEST' | 'CANCEL',
  attendees: readonly Attendee[] = meeting.attendees,
): MessageContent | undefined {
  if (attendees.length === 0) return undefined
  const sent = store.transport.submit(organizer, aboutMeeting(meeting, method, attendees))
  attendToMeeting(sent, {
    recipients: attendees.map(({ address }) => address),
    byAddress: (address) => store.byAddress(address),
    now,
    meeting,
  })
  return sent
}

const answerNames: Readonly<Record<MeetingAnswer, string>> = {
  accept: 'Accept',
  tentative: 'Tentative',
  decline: 'Decline',
}

/**
 * Organizers do not answer their own meetings, and nobody one that is off; codes as recalled of [MS-OXWSCDATA] 2.2.5.24.
 * @throws EwsError ErrorCalendarIsOrganizerFor…, ErrorCalendarIsCancelledFor…
 */
export function refuseAnswer(mailbox: Mailbox, meeting: Appointment, answer: MeetingAnswer): void {
  const name = answerNames[answer]
  if (isOrganizer(mailbox, meeting)) {
    throw new EwsError(`ErrorCalendarIsOrganizerFor${name}`, 'The organizer of a meeting cannot respond to it.')
  }
  if (isCancelled(meeting)) {
    throw new EwsError(`ErrorCalendarIsCancelledFor${name}`, 'The meeting has been cancelled.')
  }
}

/** @throws EwsError ErrorCalendarIsNotOrganizer */
export function refuseCancel(mailbox: Mailbox, meeting: Appointment): void {
  if (isOrganizer(mailbox, meeting)) return
  throw new EwsError('ErrorCalendarIsNotOrganizer', 'Only the organizer of a meeting can cancel it.')
}

/** The message to those who are invited: resources are its blind copies ([MS-OXOCAL] 2.2.4.10). */
function aboutMeeting(meeting: Meeting, method: 'REQUEST' | 'CANCEL', attendees: readonly Attendee[]): MessageContent {
  const { subject, body, importance, sensitivity } = meeting
  const withRole = (wanted: Attendee['role']): Address[] =>
    attendees.filter(({ role }) => role === wanted).map(({ name, address }) => ({ name, address }))
  return message({
    itemClass: classOfMeeting(method),
    subject: method === 'CANCEL' ? cancelled(subject) : subject,
    ...{ body, importance, sensitivity },
    to: withRole('required'),
    cc: withRole('optional'),
    bcc: withRole('resource'),
    properties: meetingProperties(meeting),
  })
}
