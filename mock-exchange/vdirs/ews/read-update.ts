// One change of one property: t:SetItemField, t:AppendToItemField, t:DeleteItemField.

import type { Item } from '../../mailbox/item.ts'
import type { Change } from '../../mailbox/item-change.ts'
import { setMapiProperty } from '../../mailbox/mapi/item-properties.ts'
import { attributeOf, childOf, childrenOf, type Element } from '../../xml/document.ts'
import { readMailboxes } from './addresses.ts'
import { readBody } from './body.ts'
import { EwsError, schemaFault } from './errors.ts'
import { isPath, type Path, readPath } from './fields/path.ts'
import { tableOf } from './fields/tables.ts'
import { typesNamespace } from './namespaces.ts'
import { mimeChange, readAttachment, readExtendedProperty } from './read-item.ts'

/**
 * What an update changes of an item.
 * @throws EwsFault for what the schema does not know, EwsError for properties that cannot be changed so
 */
export async function readUpdate(update: Element, item: Item): Promise<Change> {
  const [pathElement, container] = update.children
  if (pathElement === undefined || !isPath(pathElement)) {
    throw schemaFault(`The element '${update.localName}' has incomplete content.`)
  }
  const path = readPath(pathElement)
  switch (update.localName) {
    case 'SetItemField':
      return set(path, valueElement(container), item)
    case 'AppendToItemField':
      return append(path, valueElement(container), item)
    case 'DeleteItemField':
      return remove(path, item)
    default:
      throw schemaFault(`The element 'Updates' has invalid child element '${update.localName}'.`)
  }
}

/** The one property within t:Message, t:CalendarItem … */
function valueElement(container: Element | undefined): Element {
  const [value, ...more] = container?.children ?? []
  if (value !== undefined && more.length === 0) return value
  throw new EwsError('ErrorIncorrectUpdatePropertyCount', 'An update must have exactly one property.')
}

function notSet(action: string, name: string): EwsError {
  return new EwsError(`ErrorInvalidProperty${action}`, `${action} action is invalid for property ${name}.`)
}

async function set(path: Path, value: Element, item: Item): Promise<Change> {
  if (path.kind === 'extended') return readExtendedProperty(item, value)
  if (path.kind === 'indexed') {
    if (path.field.set === undefined) throw notSet('Set', path.uri)
    const entry = childrenOf(value, typesNamespace, 'Entry').find((one) => attributeOf(one, 'Key') === path.key)
    const part = /^contacts:PhysicalAddress:(\w+)$/.exec(path.uri)?.[1]
    const text = entry && (part === undefined ? entry : childOf(entry, typesNamespace, part))?.textContent
    return path.field.set(item, path.key, text || undefined)
  }
  if (path.uri === 'item:MimeContent') return mimeChange(value, item)
  if (path.uri === 'item:Attachments') {
    return { attachments: await Promise.all(value.children.map((one) => readAttachment(one))) }
  }
  const field = tableOf(item).byUri.get(path.uri)
  if (field?.set === undefined) throw notSet('Set', path.uri)
  if (field.element !== value.localName) {
    throw new EwsError('ErrorUpdatePropertyMismatch', 'The property in the item does not match the path of the update.')
  }
  return field.set(value, item)
}

function append(path: Path, value: Element, item: Item): Change {
  if (path.kind === 'field' && path.uri === 'item:Body') {
    const { body } = readBody(value, item.body)
    return { body: { type: item.body.type, content: item.body.content + body.content } }
  }
  if (path.kind === 'field' && item.kind === 'message') {
    const more = readMailboxes(value)
    if (path.uri === 'message:ToRecipients') return { to: [...item.to, ...more] }
    if (path.uri === 'message:CcRecipients') return { cc: [...item.cc, ...more] }
    if (path.uri === 'message:BccRecipients') return { bcc: [...item.bcc, ...more] }
    if (path.uri === 'message:ReplyTo') return { replyTo: [...item.replyTo, ...more] }
  }
  throw notSet('Append', path.kind === 'extended' ? path.field.key : path.uri)
}

function remove(path: Path, item: Item): Change {
  if (path.kind === 'extended') return setMapiProperty(item, path.field.key, undefined)
  if (path.kind === 'indexed' && path.field.set !== undefined) return path.field.set(item, path.key, undefined)
  const field = path.kind === 'field' ? tableOf(item).byUri.get(path.uri) : undefined
  if (field === undefined && path.kind === 'field') return {}
  if (field?.set === undefined) throw notSet('Delete', path.uri)
  return field.set(undefined, item)
}
