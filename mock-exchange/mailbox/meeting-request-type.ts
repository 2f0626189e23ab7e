import { isDelegatedCopy } from './delegated-meetings.ts'
import type { Message } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { meetingAbout } from './meeting-lookup.ts'
import { isOutdated, sequenceOf } from './meeting-version.ts'

/**
 * What a request is to whoever got it (PidLidMeetingType, [MS-OXOCAL] 2.2.6.5): the first, one with changes, one that comes
 * too late, or a copy for their information because a delegate sees to it.
 */
export type MeetingRequestType = 'new' | 'update' | 'outdated' | 'copy'

/** @param mailbox where the request lies */
export function meetingRequestType(mailbox: Mailbox, request: Message): MeetingRequestType {
  if (isOutOfDate(mailbox, request)) return 'outdated'
  if (isDelegatedCopy(request)) return 'copy'
  return (sequenceOf(request) ?? 0) > 0 ? 'update' : 'new'
}

/** Whether the calendar knows better than a message about a meeting. */
export function isOutOfDate(mailbox: Mailbox, message: Message): boolean {
  const meeting = meetingAbout(mailbox, message)
  return meeting !== undefined && isOutdated(message, meeting)
}
