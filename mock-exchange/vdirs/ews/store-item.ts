import type { Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { isOccurrence } from '../../mailbox/occurrence-item.ts'
import { store } from '../../mailbox/store-change.ts'
import { storeOccurrence } from './store-occurrence.ts'

/**
 * Stores a changed item; a change of one occurrence is one of its series.
 * @throws MailboxError item-not-found, quota-exceeded; EwsError for what an occurrence cannot be
 */
export function storeItem(mailbox: Mailbox, before: Item, after: Item, read?: boolean): Item {
  if (!isOccurrence(before)) return store(mailbox, before, after, read)
  return after.kind === 'appointment' ? storeOccurrence(mailbox, before, after) : before
}
