import type { Item, ItemContent } from './item.ts'

/** For all that is of one size, whatever it says. */
const fixed = 1_024
/** What the store adds to a content, and is none of the client's. */
const ofStore: readonly string[] = ['id', 'entryId', 'createdBy'] satisfies (keyof Item)[]

/** Bytes that an item counts for: its MIME, or its texts and attachments; and whatever else a client can make long. */
export function sizeOf(content: ItemContent): number {
  if (content.kind === 'message' && content.mime !== undefined) {
    return content.mime.length + weigh(content.properties) + weigh(content.categories)
  }
  return Object.entries(content).reduce(
    (sum, [key, value]) => (typeof value === 'number' || ofStore.includes(key) ? sum : sum + weigh(value)),
    fixed,
  )
}

/** Bytes of all texts, bytes and numbers within a value. */
function weigh(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value === 'number') return 8
  if (typeof value !== 'object' || value === null) return 0
  if (Buffer.isBuffer(value)) return value.length
  const parts: unknown[] = value instanceof Map ? [...value].flat() : Object.values(value)
  return parts.reduce((sum: number, part) => sum + weigh(part), 0)
}
