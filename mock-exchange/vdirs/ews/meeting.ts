// Meetings: requests to those who are invited, and cancellations.

import { bringMeeting, cancelled, type Meeting } from '../../mailbox/calendar-attendant.ts'
import { type Address, type Attendee, type MessageContent, message } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { meetingProperties } from '../../mailbox/mapi/meeting-content.ts'
import { writeMeeting } from '../../mailbox/mime/write-meeting.ts'
import type { EwsCall } from './operation.ts'

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
