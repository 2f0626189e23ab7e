import type { Item, ItemContent } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { isOccurrence } from './item-id.ts'
import { storeOccurrence } from './store-occurrence.ts'

/** What stands beside a message's MIME rather than in it. */
const marks = ['flag', 'categories', 'properties', 'importance'] as const

/**
 * Stores a changed item by the mildest of the store's ways: the read state alone, marks beside the content, or the content.
 * A change of one occurrence is one of its series.
 * @throws MailboxError item-not-found, quota-exceeded; EwsError for what an occurrence cannot be
 */
export function store(mailbox: Mailbox, before: Item, after: Item, read?: boolean): Item {
  if (isOccurrence(before)) return after.kind === 'appointment' ? storeOccurrence(mailbox, before, after) : before
  const keys = (Object.keys(after) as (keyof Item)[]).filter((key) => after[key] !== before[key])
  let stored = before
  if (keys.length > 0) {
    const { flag, categories, properties, importance } = after
    const onlyMarks = keys.every((key) => (marks as readonly string[]).includes(key))
    stored = onlyMarks
      ? mailbox.mark(before, { flag, categories, properties, importance })
      : mailbox.update(before, after)
  }
  return read === undefined ? stored : mailbox.setRead(stored, read)
}

/** A content with what the server adds: when a task was completed. @param now milliseconds since 1970 */
export function settled<Content extends ItemContent>(content: Content, now: number): Content {
  if (content.kind !== 'task') return content
  const completedAt = content.percentComplete === 100 ? (content.completedAt ?? now) : undefined
  return { ...content, completedAt }
}
