// An answer to a meeting: in the calendar of whoever answers, and as a message to the organizer.

import { type Meeting, withResponse } from './calendar-attendant.ts'
import {
  type Address,
  type Appointment,
  type AppointmentContent,
  type Item,
  type MessageContent,
  message,
} from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { intendedBusyStatus, meetingProperties } from './mapi/meeting-content.ts'
import { answerClasses, type MeetingAnswer } from './meeting-class.ts'
import { meetingAbout } from './meeting-lookup.ts'
import { deleteOccurrence, isOccurrence, occurrenceAt, updateOccurrence } from './occurrence-item.ts'

/**
 * The meeting that an item is, or that a message is about; undefined when none of that stands in the calendar.
 * @param original start that the rule has for the one occurrence of a series that is meant, in milliseconds since 1970
 */
export function answerable(mailbox: Mailbox, item: Item, original?: number): Appointment | undefined {
  const meeting = item.kind === 'appointment' ? item : meetingAbout(mailbox, item)
  return meeting === undefined || original === undefined ? meeting : occurrenceAt(meeting, original)
}

/** What has become of a meeting that was answered. */
export interface AnsweredMeeting {
  /** In the calendar; undefined for one that was declined. */
  readonly meeting: Appointment | undefined
  /** For the organizer, to be sent; undefined when there is nobody to tell. */
  readonly message: MessageContent | undefined
}

/**
 * Answers a meeting, or one occurrence of it: marks it in the calendar. A declined one goes to Deleted Items, an occurrence
 * from its series. To move the request to Deleted Items, where Exchange puts it (recalled), is left to the caller.
 * @param mailbox whose calendar it is
 */
export function answerMeeting(mailbox: Mailbox, meeting: Appointment, answer: MeetingAnswer): AnsweredMeeting {
  const attendees = withResponse(meeting.attendees, mailbox.user.mailbox, answer)
  const after = { ...meeting, attendees, busyStatus: shownAs(answer, meeting) }
  const marked = isOccurrence(meeting)
    ? updateOccurrence(mailbox, meeting, after)
    : (mailbox.update(meeting, after) as Appointment)
  if (answer === 'decline') {
    if (isOccurrence(marked)) deleteOccurrence(mailbox, marked)
    else mailbox.move(marked, mailbox.folder('deleteditems'))
  }
  const { organizer } = meeting
  return {
    meeting: answer === 'decline' ? undefined : marked,
    message: organizer && answerMessage(meeting, organizer, mailbox.address, answer),
  }
}

/** How the time is shown to others: as the organizer means it to be, once it is accepted. */
function shownAs(answer: MeetingAnswer, meeting: Appointment): AppointmentContent['busyStatus'] {
  if (answer === 'accept') return intendedBusyStatus(meeting)
  return answer === 'tentative' ? 'tentative' : 'free'
}

const words: Readonly<Record<MeetingAnswer, string>> = {
  accept: 'Accepted',
  tentative: 'Tentative',
  decline: 'Declined',
}

/** What tells an organizer how somebody has answered. */
function answerMessage(
  meeting: Meeting,
  { name, address }: Address,
  from: Address,
  answer: MeetingAnswer,
): MessageContent {
  return message({
    itemClass: answerClasses[answer],
    subject: `${words[answer]}: ${meeting.subject}`,
    from,
    to: [{ name, address }],
    properties: meetingProperties(meeting),
  })
}
