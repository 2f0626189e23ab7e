// Meetings: requests to those who are invited, cancellations, and the answers to them.

import { answerMessage } from '../../mailbox/answer-meeting.ts'
import { bringMeeting, cancelled, type Meeting, noteAnswer, withResponse } from '../../mailbox/calendar-attendant.ts'
import { type Address, type Appointment, type Attendee, type MessageContent, message } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { meetingProperties } from '../../mailbox/mapi/meeting-content.ts'
import type { MeetingAnswer } from '../../mailbox/meeting-class.ts'
import { writeMeeting } from '../../mailbox/mime/write-meeting.ts'
import { isOccurrence } from './item-id.ts'
import type { EwsCall } from './operation.ts'
import { storeItem } from './store-item.ts'
import { deleteOccurrence } from './store-occurrence.ts'

/** Sends requests for a meeting, or its cancellation, to attendees. @returns the message as sent */
export async function inviteTo(
  call: EwsCall,
  organizer: Mailbox,
  meeting: Meeting,
  kind: 'Request' | 'Canceled',
  attendees: readonly Attendee[] = meeting.attendees,
): Promise<MessageContent | undefined> {
  const to = attendees.filter(({ role }) => role !== 'resource')
  if (attendees.length === 0) return undefined
  const subject = kind === 'Canceled' ? cancelled(meeting.subject) : meeting.subject
  const bare = aboutMeeting(meeting, `IPM.Schedule.Meeting.${kind}`, subject, organizer.address, to)
  const mime = await writeMeeting(
    bare,
    meeting,
    kind === 'Canceled' ? 'CANCEL' : 'REQUEST',
    call.now,
    meeting.originalStart,
  )
  const sent = call.store.transport.submit(organizer, { ...bare, mime, sentAt: call.now })
  bringMeeting((address) => call.store.byAddress(address), organizer, meeting, kind, attendees)
  return sent
}

/** What has become of a meeting that was answered. */
export interface AnsweredMeeting {
  /** For the organizer; undefined when there is nobody to tell. */
  readonly message: MessageContent | undefined
  /** In the attendee's calendar; undefined when it was declined. */
  readonly meeting: Appointment | undefined
}

/** Answers a meeting in an attendee's calendar: marks it there and in the organizer's; declined ones go to Deleted Items. */
export function answerMeeting(
  call: EwsCall,
  attendee: Mailbox,
  meeting: Appointment,
  answer: MeetingAnswer,
): AnsweredMeeting {
  const { organizer } = meeting
  const own = attendee.user.mailbox
  const attendees = withResponse(meeting.attendees, own, answer)
  const busyStatus = answer === 'accept' ? 'busy' : 'tentative'
  const original = isOccurrence(meeting) ? meeting.originalStart : undefined
  const marked = storeItem(attendee, meeting, { ...meeting, attendees, busyStatus }) as Appointment
  if (answer === 'decline') {
    if (isOccurrence(marked)) deleteOccurrence(attendee, marked)
    else attendee.move(marked, attendee.folder('deleteditems'))
  }
  const left = answer === 'decline' ? undefined : marked
  if (organizer === undefined) return { message: undefined, meeting: left }
  noteAnswer(call.store.byAddress(organizer.address), meeting.uid, own, answer, original)
  return { message: answerMessage(meeting, organizer, attendee.address, answer), meeting: left }
}

function aboutMeeting(
  meeting: Meeting,
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
    body: meeting.body,
    properties: meetingProperties(meeting),
  })
}
