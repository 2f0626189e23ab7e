// What ROPs can ask of an item: the properties that all protocols share (`mailbox/mapi/`), those that the store keeps for
// clients, and those that only ROPs have: ids of 64 bits, and what an item knows of the folder that it lies in.

import { tags } from '../../../protocols/mapi/property-tags.ts'
import { idOf, isNamed, tagOf } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import type { Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { mapiPropertiesOf, mapiProperty } from '../../mailbox/mapi/item-properties.ts'
import { fits, keyOf } from '../../mailbox/mapi/property.ts'
import { asType } from './cells.ts'
import { PropertyTable } from './getters.ts'
import { sourceKey } from './ids.ts'
import { keptTag, keptValue } from './kept-properties.ts'
import type { PropertyNames } from './names.ts'

/** An item with the mailbox that it lies in. */
export interface ItemSubject {
  readonly mailbox: Mailbox
  readonly item: Item
}

/** Bit of PidTagMessageFlags ([MS-OXCMSG] 2.2.1.6): who reads it has written it. */
const fromMe = 0x20

function flagsOf({ mailbox, item }: ItemSubject): number {
  const own = item.kind === 'message' && item.from?.address.toLowerCase() === mailbox.user.mailbox.toLowerCase()
  return Number(mapiProperty(item, keyOf(tags.messageFlags))) | (own ? fromMe : 0)
}

const ropProperties = new PropertyTable<ItemSubject>([
  [tags.mid, ({ item }) => storeId(item.id.counter)],
  [tags.folderId, ({ item }) => storeId(item.folder)],
  [tags.instId, ({ item }) => storeId(item.id.counter)],
  [tags.instanceNum, () => 0],
  [tags.changeNumber, ({ item }) => storeId(item.change)],
  [tags.parentEntryId, ({ mailbox, item }) => mailbox.folderAt(item.folder).entryId],
  [tags.parentSourceKey, ({ mailbox, item }) => sourceKey(mailbox.folderAt(item.folder).id)],
  [tags.messageFlags, flagsOf],
])

/** Whether only ROPs have that property, so that the store has no place for what a client sets. */
export const isRopProperty = (tag: number): boolean => ropProperties.has(tag)

/** A property of an item as a client asks for it; undefined when it is not there, or not of that type. */
export function itemProperty(subject: ItemSubject, names: PropertyNames, tag: number): TaggedValue | undefined {
  if (ropProperties.has(tag)) return ropProperties.get(subject, tag)
  const key = names.keyOf(idOf(tag))
  if (key === undefined) return undefined
  const { item } = subject
  const value = mapiProperty(item, key)
  if (value === undefined) return undefined
  const shared = mapiPropertiesOf(item.kind).get(key)
  return shared !== undefined && fits(shared.type, value) ? asType(tag, shared.type, value) : keptValue(tag, value)
}

/** Tags of all properties that an item has. Those with names that nobody has asked for yet get their identifiers. */
export function itemTags(subject: ItemSubject, names: PropertyNames): number[] {
  const { item } = subject
  const rows = mapiPropertiesOf(item.kind)
  const shared = [...rows.values()].flatMap(({ key, type, read, isOnDemand }) => {
    if (isOnDemand && !item.properties.has(key)) return []
    const value = read(item)
    const id = value === undefined ? undefined : names.idOfKey(key)
    if (value === undefined || id === undefined || isRopProperty(tagOf(id, type))) return []
    return [fits(type, value) ? tagOf(id, type) : keptTag(id, value)]
  })
  const kept = [...item.properties].flatMap(([key, value]) => {
    const id = rows.has(key) ? undefined : names.idOfKey(key)
    return id === undefined || isNamed(id) === key.startsWith('0x') ? [] : [keptTag(id, value)]
  })
  return [...ropProperties.present(subject), ...shared, ...kept]
}

/** Columns that a table of items can have: the properties with a tag of their own. */
export const itemColumns: readonly number[] = [
  ...new Set([
    ...ropProperties.tags,
    ...(['message', 'appointment', 'contact', 'distribution-list', 'task'] as const).flatMap((kind) =>
      [...mapiPropertiesOf(kind).values()].flatMap(({ key, type }) =>
        key.startsWith('0x') ? [tagOf(Number(key), type)] : [],
      ),
    ),
  ]),
]
