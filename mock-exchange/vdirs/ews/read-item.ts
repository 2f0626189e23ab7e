// Items as clients give them: an element such as t:Message becomes content, property by property, as the tables say.

import { lookupTable } from '../../../base/lookup-table.ts'
import {
  type Attachment,
  appointment,
  contact,
  distributionList,
  type Item,
  type ItemContent,
  message,
  task,
} from '../../mailbox/item.ts'
import { type Change, changed } from '../../mailbox/item-change.ts'
import { setMapiProperty } from '../../mailbox/mapi/item-properties.ts'
import { meetingClass } from '../../mailbox/meeting-class.ts'
import { readCalendar } from '../../mailbox/mime/read-calendar.ts'
import { readMime } from '../../mailbox/mime/read-mime.ts'
import { childOf, childrenOf, type Element, textOf } from '../../xml/document.ts'
import { attachItem } from './attached-item.ts'
import { EwsError, schemaFault } from './errors.ts'
import { readExtendedProperty as readExtended } from './fields/extended-field.ts'
import { tableOf } from './fields/tables.ts'
import { typesNamespace } from './namespaces.ts'
import { readBase64, readBoolean } from './values.ts'

/** What a client gave of a new item: its content, and what the store keeps beside it. */
export interface GivenItem {
  readonly content: ItemContent
  readonly read: boolean | undefined
  readonly receivedAt: number | undefined
}

/** Elements of the items that clients can make. */
const makers = lookupTable<(now: number) => ItemContent>({
  Message: () => message({}),
  Item: () => message({}),
  PostItem: () => message({ itemClass: 'IPM.Post' }),
  CalendarItem: (now) => {
    const start = Math.ceil(now / 1_800_000) * 1_800_000
    return appointment({ start, end: start + 1_800_000, uid: '' })
  },
  Contact: () => contact({}),
  DistributionList: () => distributionList({}),
  Task: () => task({}),
})

/**
 * Reads an item's element.
 * @param now milliseconds since 1970; an appointment without times begins at the next half hour
 * @throws EwsFault for what the schema does not know, EwsError for properties that cannot be set, MailboxError for MIME
 */
export async function readItem(element: Element, now: number): Promise<GivenItem> {
  const make = element.namespaceURI === typesNamespace ? makers[element.localName] : undefined
  if (make === undefined) throw schemaFault(`The element 'Items' has invalid child element '${element.localName}'.`)
  const start = await fromMime(childOf(element, typesNamespace, 'MimeContent'), make(now))
  return withProperties(
    start,
    element.children.filter(({ localName }) => localName !== 'MimeContent'),
  )
}

/** A content with the properties that elements set, one after the other. @throws as `readItem` */
export async function withProperties(content: ItemContent, elements: readonly Element[]): Promise<GivenItem> {
  let item = draftOf(content)
  let given: GivenItem = { content, read: undefined, receivedAt: undefined }
  for (const element of elements) {
    const { read = given.read, receivedAt = given.receivedAt, ...change } = await readProperty(item, element)
    item = changed(item, change)
    given = { content: item, read, receivedAt }
  }
  return given
}

/** A content as an item that is nowhere yet: properties are read and set on items. */
function draftOf(content: ItemContent): Item {
  return content as Item
}

/** What one property's element sets. @throws EwsFault, EwsError */
async function readProperty(item: Item, element: Element): Promise<Change> {
  if (element.namespaceURI !== typesNamespace) {
    throw schemaFault(`There is no element '${element.localName}' in namespace '${element.namespaceURI}'.`)
  }
  if (element.localName === 'ExtendedProperty') return readExtendedProperty(item, element)
  if (element.localName === 'Attachments') {
    const attachments = await Promise.all(element.children.map((one) => readAttachment(one)))
    return { attachments: [...item.attachments, ...attachments] }
  }
  const field = tableOf(item).byElement.get(element.localName)
  if (field?.set !== undefined) return field.set(element, item)
  if (field === undefined && !known.has(element.localName)) {
    throw schemaFault(`The element has invalid child element '${element.localName}'.`)
  }
  throw new EwsError('ErrorInvalidPropertySet', `Set action is invalid for property ${element.localName}.`)
}

/** Elements of the schema that items of the mock have no place for. */
const known = new Set('MeetingTimeZone ConflictingMeetingCount PhoneticFullName'.split(' '))

/** What a `t:ExtendedProperty` sets. @throws EwsFault, EwsError */
export function readExtendedProperty(item: Item, element: Element): Change {
  const { field, value } = readExtended(element)
  return setMapiProperty(item, field.key, value)
}

/** What `t:MimeContent` changes of an item: all of it. @throws EwsError, MailboxError */
export async function mimeChange(element: Element, item: Item): Promise<Change> {
  const { kind: _, draft: __, ...content } = { draft: undefined, ...(await fromMime(element, item)) }
  return content
}

async function fromMime(element: Element | undefined, plain: ItemContent): Promise<ItemContent> {
  if (element === undefined) return plain
  const bytes = base64(element.textContent)
  if (plain.kind === 'appointment') return { ...readCalendar(bytes.toString('utf8'), plain) }
  if (plain.kind !== 'message') {
    throw new EwsError('ErrorMimeContentInvalid', 'MIME content is not supported for this item type.')
  }
  const read = await readMime(bytes)
  return { ...read, itemClass: meetingClass(read) === undefined ? plain.itemClass : read.itemClass, draft: true }
}

function base64(text: string): Buffer {
  try {
    return readBase64(text)
  } catch {
    throw new EwsError('ErrorMimeContentInvalidBase64String', 'The MIME content is not a valid base64 string.')
  }
}

/** Reads `t:FileAttachment` and `t:ItemAttachment`. @throws EwsFault, EwsError */
export async function readAttachment(element: Element): Promise<Attachment> {
  const text = (name: string): string | undefined => textOf(childOf(element, typesNamespace, name))
  const name = text('Name') ?? ''
  const contentId = text('ContentId')?.replace(/^<|>$/g, '')
  const inline = readBoolean(text('IsInline') ?? 'false')
  const beside = { name, inline, ...(contentId === undefined ? {} : { contentId }) }
  if (element.localName === 'FileAttachment') {
    const content = readBase64(text('Content') ?? '')
    return { ...beside, contentType: text('ContentType') ?? 'application/octet-stream', content }
  }
  if (element.localName !== 'ItemAttachment') {
    throw schemaFault(`The element 'Attachments' has invalid child element '${element.localName}'.`)
  }
  const item = childrenOf(element).find(({ localName }) => localName in makers)
  if (item === undefined) throw new EwsError('ErrorMissingItemForCreateItemAttachment', 'The attached item is missing.')
  if (levelsOf(item) > mostLevels) {
    throw new EwsError('ErrorInvalidItemForOperationCreateItemAttachment', 'Attached items are nested too deep.')
  }
  const { content } = await readItem(item, 0)
  return { ...beside, ...(await attachItem(content)) }
}

/** Items other than messages one within the other: each level writes all within it out anew, a third longer. */
const mostLevels = 4

/** How many of such levels an item's element has, its own among them. */
function levelsOf(item: Element): number {
  const attached = childrenOf(item, typesNamespace, 'Attachments')
    .flatMap((list) => childrenOf(list, typesNamespace, 'ItemAttachment'))
    .flatMap((one) => childrenOf(one).filter(({ localName }) => localName in makers))
  const own = ['Message', 'Item', 'PostItem'].includes(item.localName) ? 0 : 1
  return attached.reduce((deepest, one) => Math.max(deepest, levelsOf(one)), 0) + own
}
