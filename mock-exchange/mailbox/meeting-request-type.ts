import type { Message } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { meetingAbout } from './meeting-lookup.ts'
import { isOutdated, sequenceOf } from './meeting-version.ts'

/** What a request is to whoever got it (PidLidMeetingType, [MS-OXOCAL] 2.2.6.5): the first, one with changes, or too late. */
export type MeetingRequestType = 'new' | 'update' | 'outdated'

/** @param mailbox where the request lies */
export function meetingRequestType(mailbox: Mailbox, request: Message): MeetingRequestType {
  if (isOutOfDate(mailbox, request)) return 'outdated'
  return (sequenceOf(request) ?? 0) > 0 ? 'update' : 'new'
}

/** Whether the calendar knows better than a message about a meeting. */
export function isOutOfDate(mailbox: Mailbox, message: Message): boolean {
  const meeting = meetingAbout(mailbox, message)
  return meeting !== undefined && isOutdated(message, meeting)
}
