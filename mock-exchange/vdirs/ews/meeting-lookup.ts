// From a message about a meeting to the meeting: what such messages keep of it, as the MAPI properties that real ones carry.

import type { Appointment, Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { regularOccurrence } from '../../mailbox/occurrences.ts'
import { namedKey } from '../../mailbox/property-keys.ts'
import { occurrenceItem } from './item-reference.ts'

/** Names under which a message about a meeting keeps what it is about ([MS-OXOCAL] 2.2.1, 2.2.6). */
export const meetingKeys = {
  start: namedKey('Appointment', 0x820d),
  end: namedKey('Appointment', 0x820e),
  location: namedKey('Appointment', 0x8208),
  uid: 'MeetingUid',
  /** PidLidExceptionReplaceTime: the occurrence that the message is about, by the start that the rule has for it. */
  occurrence: namedKey('Appointment', 0x8228),
  proposedStart: namedKey('Appointment', 0x8250),
  proposedEnd: namedKey('Appointment', 0x8251),
} as const

/** PidLidAppointmentStateFlags, which an appointment keeps where it is a meeting of somebody else's or cancelled. */
export const stateKey = namedKey('Appointment', 0x8217)

/** Bits of PidLidAppointmentStateFlags ([MS-OXOCAL] 2.2.1.10). */
export const meetingStates = { meeting: 1, received: 2, canceled: 4 } as const

/** The meeting of an iCalendar UID in somebody's calendar. */
function meetingIn(mailbox: Mailbox, uid: string): Appointment | undefined {
  return mailbox
    .items(mailbox.folder('calendar'))
    .find((item): item is Appointment => item.kind === 'appointment' && item.uid === uid)
}

/** The meeting in somebody's calendar that a message there is about: an occurrence where it is about one. */
export function meetingAbout(mailbox: Mailbox, { properties }: Item): Appointment | undefined {
  const uid = properties.get(meetingKeys.uid)
  const occurrence = properties.get(meetingKeys.occurrence)
  return typeof uid === 'string'
    ? meetingAt(mailbox, uid, typeof occurrence === 'number' ? occurrence : undefined)
    : undefined
}

/** The meeting of a UID, or that occurrence of it; undefined when it is not, or no longer, in the calendar. */
export function meetingAt(mailbox: Mailbox, uid: string, occurrence: number | undefined): Appointment | undefined {
  const meeting = meetingIn(mailbox, uid)
  if (meeting === undefined || occurrence === undefined) return meeting
  // Somebody who was asked to one occurrence alone has it as an appointment of its own.
  if (meeting.recurrence === undefined) return meeting
  if (meeting.deletedOccurrences.includes(occurrence)) return undefined
  return regularOccurrence(meeting, occurrence) && occurrenceItem(meeting, occurrence)
}
