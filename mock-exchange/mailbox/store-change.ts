import type { Item } from './item.ts'
import type { Mailbox } from './mailbox.ts'

/** What stands beside a message's MIME rather than in it. */
const marks = ['flag', 'categories', 'properties', 'importance'] as const

/**
 * Stores a changed item by the mildest of the store's ways: the read state alone, marks beside the content, or the content.
 * @throws MailboxError item-not-found, quota-exceeded
 */
export function store(mailbox: Mailbox, before: Item, after: Item, read: boolean | undefined): Item {
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
