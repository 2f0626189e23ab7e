// How many sessions one user may have with the store at once, whatever carries them. A client that opens them and never
// ends them would otherwise take the server's memory for a quarter of an hour each.
//
// Verified: 32 is "Maximum Allowed Sessions Per User" (Microsoft KB 842022, event 9646: "exceeded the maximum of 32 objects
// of type session"), and MAPI_E_SESSION_LIMIT is 0x80040112. That Exchange 2013 answers Connect with that code is recalled
// (its logs: MapiExceptionSessionLimit, hr=0x80040112).

import { MapiError, mapiErrors } from '../../protocols/mapi/error-codes.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { MailboxStore } from '../mailbox/store.ts'

// Sessions of all servers of a lab count together: a mailbox is on one of them.
const counts = new WeakMap<MailboxStore, Map<string, number>>()

/**
 * Counts a session that begins; the answer, called once, ends it.
 * @param limit sessions of one user
 * @throws MapiError sessionLimit
 */
export function countSession(store: MailboxStore, { mailboxGuid }: UserPlan, limit: number): () => void {
  const known = counts.get(store) ?? new Map<string, number>()
  counts.set(store, known)
  const open = known.get(mailboxGuid) ?? 0
  if (open >= limit) {
    throw new MapiError(mapiErrors.sessionLimit, `a user has ${limit} sessions with the store at most`)
  }
  known.set(mailboxGuid, open + 1)
  return () => void known.set(mailboxGuid, (known.get(mailboxGuid) ?? 1) - 1)
}
