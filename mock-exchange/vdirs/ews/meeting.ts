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
import { writeMeeting } from '../../mailbox/mime/write-meeting.ts'
import { isOccurrence } from './item-id.ts'
import { meetingAt, meetingKeys, meetingStates, stateKey } from './meeting-lookup.ts'
import type { EwsCall } from './operation.ts'
import { store } from './store-change.ts'
import { deleteOccurrence } from './store-occurrence.ts'

/** How somebody answers a meeting request. */
export type MeetingAnswer = 'accept' | 'tentative' | 'decline'

/** A meeting, or one occurrence of it. */
type Meeting = AppointmentContent & { readonly originalStart?: number }

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
  const subject = kind === 'Canceled' ? `Canceled: ${meeting.subject}` : meeting.subject
  const bare = aboutMeeting(meeting, `IPM.Schedule.Meeting.${kind}`, subject, organizer.address, to)
  const mime = await writeMeeting(
    bare,
    meeting,
    kind === 'Canceled' ? 'CANCEL' : 'REQUEST',
    call.now,
    meeting.originalStart,
  )
  const sent = call.store.transport.submit(organizer, { ...bare, mime, sentAt: call.now })
  for (const { address } of attendees) {
    const attendee = call.store.byAddress(address)
    if (attendee === undefined || attendee === organizer) continue
    if (kind === 'Canceled') cancelIn(attendee, meeting, subject)
    else inviteIn(attendee, meeting)
  }
  return sent
}

function inviteIn(attendee: Mailbox, meeting: Meeting): void {
  const known = meetingAt(attendee, meeting.uid, meeting.originalStart)
  const given = received(meeting)
  if (known === undefined) attendee.add(attendee.folder('calendar'), given, { read: true })
  else if (isOccurrence(known)) {
    const { recurrence, deletedOccurrences, modifiedOccurrences, timeZone } = known
    store(attendee, known, { ...known, ...given, recurrence, deletedOccurrences, modifiedOccurrences, timeZone })
  } else store(attendee, known, { ...known, ...given })
}

function cancelIn(attendee: Mailbox, meeting: Meeting, subject: string): void {
  const known = meetingAt(attendee, meeting.uid, meeting.originalStart)
  if (known === undefined) return
  const { meeting: is, received: theirs, canceled } = meetingStates
  const properties = new Map(known.properties).set(stateKey, is | theirs | canceled)
  store(attendee, known, { ...known, subject, busyStatus: 'free', properties })
}

/** A meeting as it comes into an attendee's calendar; an occurrence by itself is an appointment of its own there. */
function received({ originalStart, ...meeting }: Meeting): AppointmentContent {
  const { meeting: is, received: theirs } = meetingStates
  const single = originalStart === undefined ? {} : { recurrence: undefined, modifiedOccurrences: new Map() }
  const { itemClass, subject, body, importance, sensitivity, attachments, start, end, allDay, location } = meeting
  const { organizer, attendees, uid, recurrence, deletedOccurrences, modifiedOccurrences, timeZone } = meeting
  return {
    kind: 'appointment',
    ...{ itemClass, subject, body, importance, sensitivity, attachments, start, end, allDay, location },
    ...{ organizer, attendees, uid, recurrence, deletedOccurrences, modifiedOccurrences, timeZone },
    reminderMinutes: meeting.reminderMinutes,
    categories: [],
    flag: 'none',
    busyStatus: 'tentative',
    properties: new Map([[stateKey, is | theirs]]),
    ...single,
  }
}

const words: Readonly<Record<MeetingAnswer, readonly [itemClass: string, prefix: string]>> = {
  accept: ['IPM.Schedule.Meeting.Resp.Pos', 'Accepted'],
  tentative: ['IPM.Schedule.Meeting.Resp.Tent', 'Tentative'],
  decline: ['IPM.Schedule.Meeting.Resp.Neg', 'Declined'],
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
  const marked = store(attendee, meeting, { ...meeting, attendees, busyStatus }) as Appointment
  if (answer === 'decline') {
    if (isOccurrence(marked)) deleteOccurrence(attendee, marked)
    else attendee.move(marked, attendee.folder('deleteditems'))
  }
  const left = answer === 'decline' ? undefined : marked
  if (organizer === undefined) return { message: undefined, meeting: left }
  const theirs = call.store.byAddress(organizer.address)
  const original = theirs && meetingAt(theirs, meeting.uid, isOccurrence(meeting) ? meeting.originalStart : undefined)
  if (theirs !== undefined && original !== undefined) {
    store(theirs, original, { ...original, attendees: withResponse(original.attendees, own, answer) })
  }
  const [itemClass, prefix] = words[answer]
  const text = aboutMeeting(meeting, itemClass, `${prefix}: ${meeting.subject}`, attendee.address, [organizer])
  return { message: { ...text, body: { type: 'text', content: '' } }, meeting: left }
}

function withResponse(attendees: readonly Attendee[], address: string, response: Attendee['response']): Attendee[] {
  return attendees.map((one) => (one.address.toLowerCase() === address.toLowerCase() ? { ...one, response } : one))
}

function aboutMeeting(
  { start, end, location, uid, body, originalStart }: Meeting,
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
      ...(originalStart === undefined ? [] : [[meetingKeys.occurrence, originalStart] as const]),
    ]),
  })
}
