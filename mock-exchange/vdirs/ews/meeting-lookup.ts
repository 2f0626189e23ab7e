// From a message about a meeting to the meeting, down to the occurrence that it is about.

import { meetingIn } from '../../mailbox/calendar-attendant.ts'
import type { Appointment, Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { meetingKeys } from '../../mailbox/mapi/message-properties.ts'
import { regularOccurrence } from '../../mailbox/occurrences.ts'
import { namedKey } from '../../mailbox/property-keys.ts'
import { occurrenceItem } from './item-reference.ts'

/** Names under which an answer keeps the times that it proposes instead ([MS-OXOCAL] 2.2.7). */
export const proposalKeys = {
  proposedStart: namedKey('Appointment', 0x8250),
  proposedEnd: namedKey('Appointment', 0x8251),
} as const

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
  if (meeting.deletedOccurrences.includes(occurrence)) return undefined
  return regularOccurrence(meeting, occurrence) && occurrenceItem(meeting, occurrence)
}
