// What the properties that a client has set and deleted make of an item, once it saves them: the store's fields
// (`mailbox/mapi/`), or else properties that it keeps as they are.

import { tags } from '../../../protocols/mapi/property-tags.ts'
import { idOf } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import type { Item, PropertyValue } from '../../mailbox/item.ts'
import { type Change, changed } from '../../mailbox/item-change.ts'
import { mapiPropertiesOf, setMapiProperty } from '../../mailbox/mapi/item-properties.ts'
import { rtfChange } from '../../mailbox/rtf/rtf-body.ts'
import { isRopProperty } from './item-properties.ts'
import { toKept } from './kept-properties.ts'
import type { PropertyNames } from './names.ts'

/** What a client has done to an object's properties since it was saved, by their identifiers. */
export interface PendingValues {
  readonly set: ReadonlyMap<number, TaggedValue>
  readonly deleted: ReadonlySet<number>
}

/** An item with what stands beside its content, as far as the client said it. */
export interface Applied {
  readonly item: Item
  readonly read: boolean | undefined
  readonly receivedAt: number | undefined
}

/** Properties that make one field together; each alone would undo the others. */
const joined: ReadonlySet<number> = new Set(
  [tags.subject, tags.subjectPrefix, tags.normalizedSubject, tags.body, tags.html, tags.rtfCompressed].map(idOf),
)

/**
 * Applies them in the order of the table: some can only be understood once others are known.
 * @param isNew an item that is not in the store yet can be told its flags ([MS-OXCMSG] 2.2.1.6)
 */
export function applied(item: Item, { set, deleted }: PendingValues, names: PropertyNames, isNew: boolean): Applied {
  let now: Applied = { item, read: undefined, receivedAt: undefined }
  const apply = ({ read = now.read, receivedAt = now.receivedAt, ...change }: Change): void => {
    now = { item: changed(now.item, change), read, receivedAt }
  }
  const values = new Map<string, PropertyValue>()
  for (const id of deleted) {
    const key = names.keyOf(id)
    if (key !== undefined && !isRopProperty(id << 16)) apply(setMapiProperty(now.item, key, undefined))
  }
  for (const [id, { value }] of set) {
    const key = names.keyOf(id)
    const given = toKept(value)
    const settable = !isRopProperty(id << 16) || (isNew && id === idOf(tags.messageFlags))
    if (key !== undefined && given !== undefined && settable && !joined.has(id)) values.set(key, given)
  }
  apply({ ...subjectOf(set), ...bodyOf(set, now.item) })
  for (const key of mapiPropertiesOf(item.kind).keys()) {
    const value = values.get(key)
    if (value === undefined) continue
    apply(setMapiProperty(now.item, key, value))
    values.delete(key)
  }
  if (values.size > 0) apply({ properties: new Map([...now.item.properties, ...values]) })
  return now
}

function subjectOf(values: PendingValues['set']): Change {
  const text = (tag: number): string | undefined => {
    const value = values.get(idOf(tag))?.value
    return typeof value === 'string' ? value : undefined
  }
  const [whole, prefix, rest] = [text(tags.subject), text(tags.subjectPrefix), text(tags.normalizedSubject)]
  if (whole !== undefined) return { subject: whole }
  return prefix === undefined && rest === undefined ? {} : { subject: `${prefix ?? ''}${rest ?? ''}` }
}

/** HTML says most, then RTF, then text; text beside one of them is what it looks like ([MS-OXBBODY] 2.1.3). */
function bodyOf(values: PendingValues['set'], item: Item): Change {
  const html = values.get(idOf(tags.html))?.value
  const text = values.get(idOf(tags.body))?.value
  if (Buffer.isBuffer(html)) {
    const content = html.toString('utf8')
    return { body: { type: 'html', content, ...(typeof text === 'string' ? { plain: text } : {}) } }
  }
  const rtf = values.get(idOf(tags.rtfCompressed))?.value
  if (Buffer.isBuffer(rtf)) {
    const plain: Change = typeof text === 'string' ? { body: { type: 'text', content: text } } : {}
    return { ...plain, ...rtfChange(rtf, item) }
  }
  return typeof text === 'string' ? { body: { type: 'text', content: text } } : {}
}
