// How the owner of a mailbox stands to a meeting in it.

import type { Appointment, Attendee } from './item.ts'
import type { Mailbox } from './mailbox.ts'

/** Whether a meeting is the owner's, or an appointment that nobody else called. */
export function isOrganizer(mailbox: Mailbox, { organizer }: Pick<Appointment, 'organizer'>): boolean {
  return organizer === undefined || organizer.address.toLowerCase() === mailbox.user.mailbox.toLowerCase()
}

/** What the owner has answered, `organizer` to a meeting of their own; undefined for who is not among those who were asked. */
export function ownResponse(mailbox: Mailbox, meeting: Appointment): Attendee['response'] | undefined {
  if (isOrganizer(mailbox, meeting)) return 'organizer'
  const own = mailbox.user.mailbox.toLowerCase()
  return meeting.attendees.find(({ address }) => address.toLowerCase() === own)?.response
}
