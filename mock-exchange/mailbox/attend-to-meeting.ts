// What becomes of a message about a meeting that has been delivered: the Calendar Attendants of its recipients act on it.

import { bringMeeting, type Meeting, noteAnswer } from './calendar-attendant.ts'
import { MailboxError } from './errors.ts'
import type { MessageContent } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { meetingOf } from './mapi/meeting-content.ts'
import { meetingKeys } from './mapi/message-properties.ts'
import { type MeetingAnswer, meetingClass } from './meeting-class.ts'
import { meetingIn } from './meeting-lookup.ts'
import { sequenceOf } from './meeting-version.ts'
import { isOrganizer } from './own-response.ts'

/** Whom a message was delivered to. */
export interface Delivery {
  /** Addresses, those elsewhere included. */
  readonly recipients: readonly string[]
  /** The mailbox of an address; undefined for one that is not of the organisation. */
  readonly byAddress: (address: string) => Mailbox | undefined
  /** Milliseconds since 1970. */
  readonly now: number
  /** The meeting as its organizer has it, where the store sends it by itself: with its files, which no message carries. */
  readonly meeting?: Meeting
}

/**
 * Brings a meeting into the calendars of those who got the request, or its cancellation, or notes an answer in that of the
 * organizer. A message that names no meeting is only a message, and nobody changes the meeting of somebody else.
 */
export function attendToMeeting(sent: MessageContent, { recipients, byAddress, now, meeting }: Delivery): void {
  const { method, answer } = meetingClass(sent) ?? {}
  if (method === undefined) return
  const mailboxes = new Set(recipients.flatMap((address) => byAddress(address) ?? []))
  if (method === 'REPLY') {
    if (answer !== undefined) for (const mailbox of mailboxes) note(mailbox, sent, answer)
    return
  }
  const asked = meeting ?? meetingOf(sent, now)
  if (asked === undefined) return
  for (const mailbox of mailboxes) {
    if (!mayChange(mailbox, asked, sent)) continue
    try {
      bringMeeting(mailbox, asked, method)
    } catch (error) {
      // Of a full mailbox the sender has been told when the message did not fit either.
      if (!(error instanceof MailboxError)) throw error
    }
  }
}

/**
 * Whether a message may change what stands in a calendar: anybody passes a request on, and only the organizer changes a
 * meeting (RFC 6047 section 3). The organizer's own meeting is the original.
 */
function mayChange(mailbox: Mailbox, { uid, organizer }: Meeting, { from }: MessageContent): boolean {
  const known = meetingIn(mailbox, uid)
  if (same(organizer?.address, mailbox.user.mailbox)) return false
  if (known === undefined) return true
  return same(known.organizer?.address, organizer?.address) && same(from?.address, organizer?.address)
}

/** Only who was asked answers, and only the organizer's own meeting is noted in. */
function note(mailbox: Mailbox, message: MessageContent, answer: MeetingAnswer): void {
  const { from, properties } = message
  const uid = properties.get(meetingKeys.uid)
  const known = typeof uid === 'string' ? meetingIn(mailbox, uid) : undefined
  if (known === undefined || from === undefined || !isOrganizer(mailbox, known)) return
  const occurrence = properties.get(meetingKeys.occurrence)
  noteAnswer(
    mailbox,
    known,
    { address: from.address, response: answer, sequence: sequenceOf(message) },
    asInstant(occurrence),
  )
}

function asInstant(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function same(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase()
}
