// Meetings: requests to those who are invited, cancellations, and the answers to them. As the Calendar Attendant of
// Exchange does, an invitation puts the meeting into the calendar of whoever gets it, as tentative.

import {
  type Address,
  type Appointment,
  type AppointmentContent,
  type Attendee,
  type MessageContent,
  message,
} from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { meetingKeys } from '../../mailbox/mapi/message-properties.ts'
import { writeMeeting } from '../../mailbox/mime/write-meeting.ts'
import type { EwsCall } from './operation.ts'

/** How somebody answers a meeting request. */
export type MeetingAnswer = 'accept' | 'tentative' | 'decline'

/** Sends requests for a meeting, or its cancellation, to attendees. @returns the message as sent */
export async function inviteTo(
  call: EwsCall,
  organizer: Mailbox,
  meeting: AppointmentContent,
  kind: 'Request' | 'Canceled',
  attendees: readonly Attendee[] = meeting.attendees,
): Promise<MessageContent | undefined> {
  const to = attendees.filter(({ role }) => role !== 'resource')
  if (attendees.length === 0) return undefined
  const subject = kind === 'Canceled' ? `Canceled: ${meeting.subject}` : meeting.subject
  const bare = aboutMeeting(meeting, `IPM.Schedule.Meeting.${kind}`, subject, organizer.address, to)
  const mime = await writeMeeting(bare, meeting, kind === 'Canceled' ? 'CANCEL' : 'REQUEST', call.now)
  const sent = call.store.transport.submit(organizer, { ...bare, mime, sentAt: call.now })
  for (const { address } of attendees) {
    const attendee = call.store.byAddress(address)
    if (attendee === undefined || attendee === organizer) continue
    const known = meetingIn(attendee, meeting.uid)
    if (kind === 'Canceled') {
      if (known !== undefined) attendee.update(known, { subject, busyStatus: 'free' })
    } else if (known !== undefined) attendee.update(known, { ...received(meeting), kind: 'appointment' })
    else attendee.add(attendee.folder('calendar'), received(meeting), { read: true })
  }
  return sent
}

function received(meeting: AppointmentContent): AppointmentContent {
  return { ...meeting, busyStatus: 'tentative', properties: new Map() }
}

/** The meeting of an iCalendar UID in somebody's calendar. */
export function meetingIn(mailbox: Mailbox, uid: string): Appointment | undefined {
  return mailbox
    .items(mailbox.folder('calendar'))
    .find((item): item is Appointment => item.kind === 'appointment' && item.uid === uid)
}

const words: Readonly<Record<MeetingAnswer, readonly [itemClass: string, prefix: string]>> = {
  accept: ['IPM.Schedule.Meeting.Resp.Pos', 'Accepted'],
  tentative: ['IPM.Schedule.Meeting.Resp.Tent', 'Tentative'],
  decline: ['IPM.Schedule.Meeting.Resp.Neg', 'Declined'],
}

/**
 * Answers a meeting in an attendee's calendar: marks it there and in the organizer's, declined ones go to Deleted Items.
 * @returns what is to be sent to the organizer; undefined when there is nobody to tell
 */
export function answerMeeting(
  call: EwsCall,
  attendee: Mailbox,
  meeting: Appointment,
  answer: MeetingAnswer,
): MessageContent | undefined {
  const { organizer } = meeting
  const own = attendee.user.mailbox
  const answered = withResponse(meeting.attendees, own, answer)
  const busyStatus = answer === 'accept' ? 'busy' : 'tentative'
  const marked = attendee.update(meeting, { attendees: answered, busyStatus })
  if (answer === 'decline') attendee.move(marked, attendee.folder('deleteditems'))
  if (organizer === undefined) return undefined
  const theirs = call.store.byAddress(organizer.address)
  const original = theirs && meetingIn(theirs, meeting.uid)
  if (theirs !== undefined && original !== undefined) {
    theirs.update(original, { attendees: withResponse(original.attendees, own, answer) })
  }
  const [itemClass, prefix] = words[answer]
  return aboutMeeting(meeting, itemClass, `${prefix}: ${meeting.subject}`, attendee.address, [organizer])
}

function withResponse(attendees: readonly Attendee[], address: string, response: Attendee['response']): Attendee[] {
  return attendees.map((one) => (one.address.toLowerCase() === address.toLowerCase() ? { ...one, response } : one))
}

function aboutMeeting(
  { start, end, location, uid, body }: AppointmentContent,
  itemClass: string,
  subject: string,
  from: Address,
  to: readonly Address[],
): MessageContent {
  const recipients = to.map(({ name, address }) => ({ name, address }))
  return message({
    itemClass,
    subject,
    from,
    to: recipients,
    body,
    properties: new Map<string, string | number>([
      [meetingKeys.start, start],
      [meetingKeys.end, end],
      [meetingKeys.location, location],
      [meetingKeys.uid, uid],
    ]),
  })
}
