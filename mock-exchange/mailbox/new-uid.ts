import { guidOf } from './guid.ts'
import type { Mailbox } from './mailbox.ts'

/** An iCalendar UID for an appointment that comes into a mailbox without one: another one with every change there. */
export function newUid({ user, lastChange }: Mailbox): string {
  return guidOf('uid', user.mailboxGuid, String(lastChange)).toUpperCase()
}
