// What ROPs can ask of an attachment ([MS-OXCMSG] 2.2.2).

import { tags } from '../../../protocols/mapi/property-tags.ts'
import type { Attachment } from '../../mailbox/item.ts'
import { PropertyTable } from './getters.ts'

/** An attachment with its number in its message. */
export interface AttachmentSubject {
  readonly number: number
  readonly attachment: Attachment
}

/** PidTagAttachMethod: its bytes are in PidTagAttachDataBinary. */
const byValue = 1
/** PidTagObjectType of an attachment. */
const attachmentType = 7
/** PidTagRenderingPosition of one that stands nowhere in the text. */
const nowhere = -1

export const attachmentProperties = new PropertyTable<AttachmentSubject>([
  [tags.attachNumber, ({ number }) => number],
  [tags.attachSize, ({ attachment }) => attachment.content.length],
  [tags.attachMethod, () => byValue],
  [tags.attachLongFilename, ({ attachment }) => attachment.name],
  [tags.attachFilename, ({ attachment }) => attachment.name],
  [tags.displayName, ({ attachment }) => attachment.name],
  [tags.attachMimeTag, ({ attachment }) => attachment.contentType],
  [tags.attachContentId, ({ attachment }) => attachment.contentId],
  [tags.attachData, ({ attachment }) => attachment.content],
  [tags.attachmentHidden, ({ attachment }) => attachment.inline],
  [tags.attachFlags, ({ attachment }) => (attachment.inline ? 4 : 0)],
  [tags.renderingPosition, () => nowhere],
  [tags.objectType, () => attachmentType],
  [tags.accessLevel, () => 1],
])

/** The attachment with a property changed; the same one for a property that says nothing in the lab. */
export function withAttachmentProperty(attachment: Attachment, tag: number, value: unknown): Attachment {
  const same = (other: number): boolean => tag >>> 16 === other >>> 16
  if (Buffer.isBuffer(value)) return same(tags.attachData) ? withContent(attachment, value) : attachment
  if (typeof value === 'boolean') return same(tags.attachmentHidden) ? { ...attachment, inline: value } : attachment
  if (typeof value !== 'string') return attachment
  if (same(tags.attachLongFilename)) return { ...attachment, name: value }
  if (same(tags.attachFilename) || same(tags.displayName)) {
    return attachment.name === '' ? { ...attachment, name: value } : attachment
  }
  if (same(tags.attachMimeTag)) return { ...attachment, contentType: value }
  return same(tags.attachContentId) ? { ...attachment, contentId: value } : attachment
}

/** With other bytes it is no longer the item that EWS attached. */
function withContent({ item: _, ...attachment }: Attachment, content: Buffer): Attachment {
  return { ...attachment, content }
}
