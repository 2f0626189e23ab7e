// One row of the table of MAPI properties of items: how it is read, and what becomes of an item when it is set.

import type { NamedProperty } from '../../../protocols/mapi/named-properties.ts'
import { idOf, multiple, propertyTypes, typeOf } from '../../../protocols/mapi/property-types.ts'
import type { Item, PropertyValue } from '../item.ts'
import type { Change } from '../item-change.ts'
import { namedKey, tagKey } from '../property-keys.ts'

export interface MapiProperty<I extends Item = Item> {
  /** As `property-keys.ts` makes it. */
  readonly key: string
  /** Its type in MAPI; instants are in milliseconds since 1970 here, and 64-bit numbers plain numbers. */
  readonly type: number
  read(item: I): PropertyValue | undefined
  /**
   * What setting it changes; undefined takes it away. Absent for what the store works out by itself, where setting is
   * taken and says nothing ([MS-OXCPRPT] 3.2.5.4).
   */
  write?(value: PropertyValue | undefined, item: I): Change
  /** It is kept as it was set, even as a value of another type: DavMail sets numbers as texts. */
  readonly isKept?: true
  /** It is made for whoever asks for it: lists of an item's properties leave it out until a client sets it. */
  readonly isOnDemand?: true
}

/** A tag with its type, or a name. */
type Property = number | NamedProperty

type Read<I extends Item> = (item: I) => PropertyValue | undefined
type Write<I extends Item> = (value: PropertyValue | undefined, item: I) => Change

/** How the store calls a property. */
export function keyOf(property: Property): string {
  return typeof property === 'number' ? tagKey(idOf(property)) : namedKey(property.set, property.id)
}

/** A property that has a place of its own in the item, or is worked out from what does. */
export function row<I extends Item = Item>(property: Property, read: Read<I>, write?: Write<I>): MapiProperty<I> {
  const type = typeof property === 'number' ? typeOf(property) : property.type
  return { key: keyOf(property), type, read, ...(write === undefined ? {} : { write }) }
}

/** A property that is kept as it was set. @param standard what it says while nobody has set it */
export function kept<I extends Item = Item>(property: Property, standard?: Read<I>): MapiProperty<I> {
  const key = keyOf(property)
  return {
    ...row<I>(
      property,
      (item) => item.properties.get(key) ?? standard?.(item),
      (value, { properties }) => ({ properties: withProperty(properties, key, value) }),
    ),
    isKept: true,
  }
}

/** Kept properties with one more, or without it. */
export function withProperty(
  properties: ReadonlyMap<string, PropertyValue>,
  key: string,
  value: PropertyValue | undefined,
): ReadonlyMap<string, PropertyValue> {
  const changed = new Map(properties)
  if (value === undefined) changed.delete(key)
  else changed.set(key, value)
  return changed
}

/** A value as text; none is empty. */
export const asText = (value: PropertyValue | undefined): string => (typeof value === 'string' ? value : '')

/** Whether a value is one of a type, so that a property of it can be set to it. */
export function fits(type: number, value: PropertyValue): boolean {
  const { string, string8, boolean, binary } = propertyTypes
  if ((type & multiple) !== 0) return Array.isArray(value) && value.every((one) => fits(type & ~multiple, one))
  if (type === string || type === string8) return typeof value === 'string'
  if (type === boolean) return typeof value === 'boolean'
  return type === binary ? Buffer.isBuffer(value) : Number.isFinite(value)
}
