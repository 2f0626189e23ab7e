// What becomes of a message about a meeting that has been delivered: the Calendar Attendants of its recipients act on it.

import { bringMeeting, noteAnswer } from './calendar-attendant.ts'
import { MailboxError } from './errors.ts'
import type { AppointmentContent, MessageContent } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { meetingOf } from './mapi/meeting-content.ts'
import { meetingKeys } from './mapi/message-properties.ts'
import { meetingClass } from './meeting-class.ts'
import { meetingIn } from './meeting-lookup.ts'

/** Whom a message was delivered to. */
export interface Delivery {
  /** Addresses, those elsewhere included. */
  readonly recipients: readonly string[]
  /** The mailbox of an address; undefined for one that is not of the organisation. */
  readonly byAddress: (address: string) => Mailbox | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Brings a meeting into the calendars of those who got the request, or its cancellation, or notes an answer in that of the
 * organizer. A message that names no meeting is only a message, and nobody changes the meeting of somebody else.
 */
export function attendToMeeting(sent: MessageContent, { recipients, byAddress, now }: Delivery): void {
  const { method, answer } = meetingClass(sent) ?? {}
  if (method === undefined) return
  const mailboxes = new Set(recipients.flatMap((address) => byAddress(address) ?? []))
  if (method === 'REPLY') {
    if (answer !== undefined) for (const mailbox of mailboxes) note(mailbox, sent, answer)
    return
  }
  const meeting = meetingOf(sent, now)
  if (meeting === undefined) return
  const kind = method === 'REQUEST' ? 'Request' : 'Canceled'
  for (const mailbox of mailboxes) {
    if (!mayChange(mailbox, meeting)) continue
    const { address, name } = mailbox.address
    try {
      bringMeeting(byAddress, undefined, meeting, kind, [{ address, name, role: 'required', response: 'unknown' }])
    } catch (error) {
      // Of a full mailbox the sender has been told when the message did not fit either.
      if (!(error instanceof MailboxError)) throw error
    }
  }
}

/** Whether a message of that organizer may change what stands in a calendar; the organizer's own meeting is the original. */
function mayChange(mailbox: Mailbox, { uid, organizer }: AppointmentContent): boolean {
  const known = meetingIn(mailbox, uid)
  if (same(organizer?.address, mailbox.user.mailbox)) return false
  return known === undefined || same(known.organizer?.address, organizer?.address)
}

function note(
  mailbox: Mailbox,
  { from, properties }: MessageContent,
  answer: 'accept' | 'tentative' | 'decline',
): void {
  const uid = properties.get(meetingKeys.uid)
  const known = typeof uid === 'string' ? meetingIn(mailbox, uid) : undefined
  if (known === undefined || from === undefined) return
  if (known.organizer !== undefined && !same(known.organizer.address, mailbox.user.mailbox)) return
  const occurrence = properties.get(meetingKeys.occurrence)
  noteAnswer(mailbox, known.uid, from.address, answer, typeof occurrence === 'number' ? occurrence : undefined)
}

function same(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase()
}
