// Items other than messages within an attachment: appointments, contacts, lists, tasks. For EWS they are kept whole; for all
// others, who read attachments as bytes, they are a message with the item as iCalendar or vCard, as Exchange writes an
// embedded item that goes out by MIME [recalled, not verified].

import type { Attachment, Item, ItemContent, MessageContent } from '../../mailbox/item.ts'
import { compose } from '../../mailbox/mime/compose.ts'
import { writeCalendar } from '../../mailbox/mime/write-calendar.ts'
import { writeContact } from '../../mailbox/mime/write-contact.ts'
import { writeMime } from '../../mailbox/mime/write-mime.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { decodeContent, encodeContent } from '../mrsproxy/item-content.ts'
import type { Scope } from './fields/field.ts'
import { itemElementName, tableOf } from './fields/tables.ts'

type Attached = Pick<Attachment, 'contentType' | 'content' | 'item'>
type Other = Exclude<ItemContent, MessageContent>

/** What an attachment holds of an item. */
export async function attachItem(content: ItemContent): Promise<Attached> {
  const contentType = 'message/rfc822'
  if (content.kind === 'message') return { contentType, content: await writeMime(content) }
  return { contentType, content: await messageAround(content), item: encodeContent(content) }
}

function messageAround(content: Other): Promise<Buffer> {
  const { subject, body } = content
  const beside = { name: `${subject || content.kind}.vcf`, contentType: 'text/vcard; charset=utf-8', inline: false }
  return compose({
    from: undefined,
    to: [],
    subject,
    date: new Date(0),
    messageId: '<attached@bridgehead.invalid>',
    text: body.type === 'text' ? body.content : (body.plain ?? ''),
    html: body.type === 'html' ? body.content : undefined,
    icalEvent:
      content.kind === 'appointment' ? { method: 'PUBLISH', content: writeCalendar(content, 'PUBLISH', 0) } : undefined,
    attachments: content.kind === 'contact' ? [{ ...beside, content: Buffer.from(writeContact(content)) }] : [],
    baseBoundary: 'attached',
  })
}

/** Properties that only an item in a folder has. */
const ofFolders = new Set(
  'item:ItemId item:ParentFolderId item:EffectiveRights item:ConversationId item:InstanceKey item:StoreEntryId'.split(
    ' ',
  ),
)

/**
 * The element of an attached item that is no message, with all that its base shape AllProperties has.
 * @param parent the item that it is attached to
 */
export function attachedItemElement(whole: Buffer, parent: Item, scope: Scope): Markup {
  const { id, entryId, folder, articleNumber, receivedAt, createdAt, createdBy, modifiedAt, read } = parent
  const { createdChange, contentChange, change } = parent
  const place = { id, entryId, folder, articleNumber, receivedAt, createdAt, createdBy, modifiedAt, read }
  const changes = { createdChange, contentChange, change, size: whole.length }
  const item: Item = { ...decodeContent(whole), ...place, ...changes }
  const { first, last } = tableOf(item)
  const properties = [...first, ...last]
    .filter(({ uri, shown }) => shown !== 'none' && uri !== 'item:MimeContent' && !ofFolders.has(uri))
    .map((field) => field.write(item, scope))
  const element = itemElementName(item)
  return markup`<t:${element}>${properties}</t:${element}>`
}
