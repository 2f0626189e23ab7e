// Attachments in lists and by themselves. An attachment's id is that of its item and a key made of what it holds, so that it
// stays the same when others come and go.

import { createHash } from 'node:crypto'
import type { Attachment, Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { isOccurrence } from '../../mailbox/occurrence-item.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { encodeEwsId } from './item-id.ts'
import { instantText } from './values.ts'

const digests = new WeakMap<Attachment, string>()

/** Key of an attachment among those of its item: eight bytes of a digest, and which one of equals it is. */
function attachmentKey(item: Item, attachment: Attachment): Buffer {
  const digest = digestOf(attachment)
  const equals = item.attachments.filter((other) => digestOf(other) === digest)
  return Buffer.concat([Buffer.from(digest, 'hex'), Buffer.from([equals.indexOf(attachment)])])
}

/** The attachment of that key; undefined when it is gone. */
export function attachmentOf(item: Item, key: Buffer): Attachment | undefined {
  return item.attachments.find((attachment) => attachmentKey(item, attachment).equals(key))
}

function digestOf(attachment: Attachment): string {
  const known = digests.get(attachment)
  if (known !== undefined) return known
  const { name, contentType, content } = attachment
  const digest = createHash('sha256').update(`${name}\n${contentType}\n`).update(content).digest('hex').slice(0, 16)
  digests.set(attachment, digest)
  return digest
}

/** `t:AttachmentId`, with the item's id where an answer tells of a change. */
export function attachmentIdElement(mailbox: Mailbox, item: Item, attachment: Attachment, root?: Markup): Markup {
  const { mailboxGuid } = mailbox.user
  const at = isOccurrence(item) ? { occurrence: item.originalStart } : {}
  const id = encodeEwsId({ mailboxGuid, entryId: item.entryId, ...at, attachment: attachmentKey(item, attachment) })
  return markup`<t:AttachmentId Id="${id}"${root}/>`
}

/** Whether EWS shows it as an item rather than a file. */
export function isItemAttachment({ contentType }: Attachment): boolean {
  return /^message\/rfc822\b/i.test(contentType)
}

/** `t:Attachments` of an item, without what is in them; undefined when there are none. */
export function attachmentList(mailbox: Mailbox, item: Item): Markup | undefined {
  if (item.attachments.length === 0) return undefined
  return markup`<t:Attachments>${item.attachments.map((one) => attachmentElement(mailbox, item, one))}</t:Attachments>`
}

/** One attachment; `content` is what follows its description. */
export function attachmentElement(mailbox: Mailbox, item: Item, attachment: Attachment, content?: Markup): Markup {
  const element = isItemAttachment(attachment) ? 'ItemAttachment' : 'FileAttachment'
  const { name, contentType, contentId, inline, content: bytes } = attachment
  const parts = [
    attachmentIdElement(mailbox, item, attachment),
    markup`<t:Name>${name}</t:Name><t:ContentType>${contentType}</t:ContentType>`,
    contentId === undefined ? undefined : markup`<t:ContentId>${contentId}</t:ContentId>`,
    markup`<t:Size>${bytes.length}</t:Size><t:LastModifiedTime>${instantText(item.modifiedAt)}</t:LastModifiedTime><t:IsInline>${inline}</t:IsInline>`,
    element === 'FileAttachment' ? markup`<t:IsContactPhoto>false</t:IsContactPhoto>` : undefined,
    content,
  ]
  return markup`<t:${element}>${parts}</t:${element}>`
}
