// From a message about a meeting to the meeting in a calendar, down to the occurrence that it is about.

import type { Appointment, Item } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { meetingKeys } from './mapi/message-properties.ts'
import { occurrenceAt } from './occurrence-item.ts'

/** The meeting of an iCalendar UID in somebody's calendar. */
export function meetingIn(mailbox: Mailbox, uid: string): Appointment | undefined {
  return mailbox
    .items(mailbox.folder('calendar'))
    .find((item): item is Appointment => item.kind === 'appointment' && item.uid === uid)
}

/**
 * The meeting in somebody's calendar that a message there is about: an occurrence where it is about one. Undefined when it
 * is not, or no longer, in the calendar.
 */
export function meetingAbout(mailbox: Mailbox, { properties }: Item): Appointment | undefined {
  const uid = properties.get(meetingKeys.uid)
  const occurrence = properties.get(meetingKeys.occurrence)
  const meeting = typeof uid === 'string' ? meetingIn(mailbox, uid) : undefined
  // Somebody who was asked to one occurrence alone has it as an appointment of its own.
  if (meeting?.recurrence === undefined || typeof occurrence !== 'number') return meeting
  return occurrenceAt(meeting, occurrence)
}
