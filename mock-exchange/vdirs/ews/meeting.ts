// Meetings: requests to those who are invited, cancellations, and who may send which.

import { attendToMeeting } from '../../mailbox/attend-to-meeting.ts'
import { cancelled, type Meeting } from '../../mailbox/calendar-attendant.ts'
import {
  type Address,
  type Appointment,
  type AppointmentContent,
  type Attendee,
  type Item,
  type MessageContent,
  message,
} from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { meetingProperties } from '../../mailbox/mapi/meeting-content.ts'
import { classOfMeeting, invitedKey, isCancelled, type MeetingAnswer } from '../../mailbox/meeting-class.ts'
import { isOutOfDate } from '../../mailbox/meeting-request-type.ts'
import { versioned } from '../../mailbox/meeting-version.ts'
import { isOrganizer } from '../../mailbox/own-response.ts'
import type { Invitations } from './disposition.ts'
import { EwsError } from './errors.ts'
import type { EwsCall } from './operation.ts'
import { senderFor } from './send.ts'

/**
 * Sends requests for a meeting, or its cancellation, to attendees.
 * @returns the message as sent; undefined without any
 * @throws EwsError ErrorSendAsDenied
 */
export function inviteTo(
  call: EwsCall,
  organizer: Mailbox,
  meeting: Meeting,
  method: 'REQUEST' | 'CANCEL',
  attendees: readonly Attendee[] = meeting.attendees,
): MessageContent | undefined {
  if (attendees.length === 0) return undefined
  const { store, now } = call
  const own = senderFor(call, organizer.address)
  const names = { from: organizer.address, sender: own.address }
  const sent = store.transport.submit(own, { ...aboutMeeting(meeting, method, attendees), ...names })
  attendToMeeting(sent, {
    recipients: attendees.map(({ address }) => address),
    byAddress: (address) => store.byAddress(address),
    now,
    meeting,
  })
  return sent
}

/** Tells all who were asked that a meeting does not take place. @returns the message as sent; undefined without attendees */
export function cancelMeeting(call: EwsCall, organizer: Mailbox, meeting: Appointment): MessageContent | undefined {
  return inviteTo(call, organizer, versioned(meeting, call.now, true), 'CANCEL')
}

/** A meeting as it is kept once its attendees are asked, for the first time or again. @param toAll those too who know of it */
export function askedTo<Meeting extends AppointmentContent>(meeting: Meeting, now: number, toAll = true): Meeting {
  if (meeting.attendees.length === 0) return meeting
  const isChange = toAll && meeting.properties.get(invitedKey) === true
  const asked = versioned(meeting, now, isChange)
  return { ...asked, properties: new Map(asked.properties).set(invitedKey, true) }
}

/**
 * Tells the attendees of a meeting that it has changed: who was added is asked, who was removed gets a cancellation, and the
 * others an update where the request wants that.
 */
export function tellAttendees(
  call: EwsCall,
  organizer: Mailbox,
  { before, after }: { readonly before: Appointment; readonly after: Appointment },
  { copied, onlyChanged = false }: Invitations,
): void {
  const [known, present] = [addressesOf(before), addressesOf(after)]
  const isNew = ({ address }: Attendee): boolean => !known.has(address.toLowerCase())
  const removed = before.attendees.filter(({ address }) => !present.has(address.toLowerCase()))
  const sent = [
    inviteTo(call, organizer, after, 'REQUEST', onlyChanged ? after.attendees.filter(isNew) : after.attendees),
    inviteTo(call, organizer, versioned(after, call.now, true), 'CANCEL', removed),
  ]
  for (const one of sent) {
    if (one !== undefined && copied) organizer.add(organizer.folder('sentitems'), one, { read: true })
  }
}

function addressesOf({ attendees }: Appointment): ReadonlySet<string> {
  return new Set(attendees.map(({ address }) => address.toLowerCase()))
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

/** @throws EwsError ErrorCalendarMeetingRequestIsOutOfDate for a request when the calendar knows better by now */
export function refuseOutdated(mailbox: Mailbox, item: Item): void {
  if (item.kind !== 'message' || !isOutOfDate(mailbox, item)) return
  throw new EwsError('ErrorCalendarMeetingRequestIsOutOfDate', 'The meeting request is out of date.')
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
