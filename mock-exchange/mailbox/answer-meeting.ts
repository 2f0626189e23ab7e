// An answer to a meeting: in the calendar of whoever answers, and as a message to the organizer.

import { type Meeting, meetingIn, withResponse } from './calendar-attendant.ts'
import {
  type Address,
  type Appointment,
  type AppointmentContent,
  type Item,
  type MessageContent,
  message,
} from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { meetingProperties } from './mapi/meeting-content.ts'
import { meetingKeys } from './mapi/message-properties.ts'
import { answerClasses, type MeetingAnswer } from './meeting-class.ts'

const shown: Readonly<Record<MeetingAnswer, AppointmentContent['busyStatus']>> = {
  accept: 'busy',
  tentative: 'tentative',
  decline: 'free',
}

/** The meeting that an item is, or that a message is about; undefined when none of that stands in the calendar. */
export function answerable(mailbox: Mailbox, item: Item): Appointment | undefined {
  if (item.kind === 'appointment') return item
  const uid = item.properties.get(meetingKeys.uid)
  return typeof uid === 'string' ? meetingIn(mailbox, uid) : undefined
}

/**
 * Marks a meeting in the calendar as answered; a declined one goes to Deleted Items, and so does the request (as recalled of
 * Exchange). @returns the meeting; undefined for one that was declined
 */
export function markAnswered(
  mailbox: Mailbox,
  meeting: Appointment,
  request: Item,
  answer: MeetingAnswer,
): Item | undefined {
  const deleted = mailbox.folder('deleteditems')
  if (request.kind === 'message') mailbox.move(request, deleted)
  const attendees = withResponse(meeting.attendees, mailbox.user.mailbox, answer)
  const marked = mailbox.update(meeting, { attendees, busyStatus: shown[answer] })
  if (answer !== 'decline') return marked
  mailbox.move(marked, deleted)
  return undefined
}

const words: Readonly<Record<MeetingAnswer, string>> = {
  accept: 'Accepted',
  tentative: 'Tentative',
  decline: 'Declined',
}

/** What tells an organizer how somebody has answered. */
export function answerMessage(
  meeting: Meeting,
  organizer: Address,
  from: Address,
  answer: MeetingAnswer,
): MessageContent {
  const { name, address } = organizer
  return message({
    itemClass: answerClasses[answer],
    subject: `${words[answer]}: ${meeting.subject}`,
    from,
    to: [{ name, address }],
    properties: meetingProperties(meeting),
  })
}
