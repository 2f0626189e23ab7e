import type { ItemContent } from './item.ts'

/** Bytes that an item counts for: its MIME, or its texts and attachments and a kilobyte of properties. */
export function sizeOf(content: ItemContent): number {
  if (content.kind === 'message' && content.mime !== undefined) return content.mime.length
  const attached = content.attachments.reduce((sum, { content: bytes }) => sum + bytes.length, 0)
  return 1_024 + Buffer.byteLength(content.subject) + Buffer.byteLength(content.body.content) + attached
}
