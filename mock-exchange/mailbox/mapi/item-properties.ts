// The MAPI properties of items by the names that `property-keys.ts` gives them: one table for all protocols that speak of
// them. [MS-OXPROPS] has all there are; what is not here is what clients set, and is kept as they set it.

import { headersOf } from '../headers.ts'
import type { Item, PropertyValue } from '../item.ts'
import type { Change } from '../item-change.ts'
import { appointmentProperties } from './appointment-properties.ts'
import { commonProperties } from './common-properties.ts'
import { contactProperties } from './contact-properties.ts'
import { distributionListProperties } from './distribution-list-properties.ts'
import { messageProperties } from './message-properties.ts'
import { fits, type MapiProperty, withProperty } from './property.ts'
import { taskProperties } from './task-properties.ts'

type Table = ReadonlyMap<string, MapiProperty>

/** A kind's own rows stand before those of all items, and in place of those of the same name. */
const table = (own: readonly MapiProperty[]): Table =>
  new Map(
    [...own, ...commonProperties.filter(({ key }) => own.every((row) => row.key !== key))].map((row) => [row.key, row]),
  )

const tables: Readonly<Record<Item['kind'], Table>> = {
  message: table(messageProperties as readonly MapiProperty[]),
  appointment: table(appointmentProperties as readonly MapiProperty[]),
  contact: table(contactProperties as readonly MapiProperty[]),
  'distribution-list': table(distributionListProperties as readonly MapiProperty[]),
  task: table(taskProperties as readonly MapiProperty[]),
}

/** The properties that items of a kind have, in the order in which they are to be set when there are several. */
export function mapiPropertiesOf(kind: Item['kind']): Table {
  return tables[kind]
}

const headerSet = 'InternetHeaders:'

/** The value of a MAPI property; undefined when the item does not have it. */
export function mapiProperty(item: Item, key: string): PropertyValue | undefined {
  const known = tables[item.kind].get(key)
  if (known !== undefined) return known.read(item)
  const value = item.properties.get(key)
  if (value !== undefined || item.kind !== 'message' || !key.startsWith(headerSet)) return value
  const header = key.slice(headerSet.length)
  return headersOf(item).find(([given]) => given.toLowerCase() === header)?.[1]
}

/** What setting a MAPI property changes; `undefined` takes it away. A value of another type than the property's says nothing. */
export function setMapiProperty(item: Item, key: string, value: PropertyValue | undefined): Change {
  const known = tables[item.kind].get(key)
  if (known === undefined) return { properties: withProperty(item.properties, key, value) }
  if (value !== undefined && known.isKept === undefined && !fits(known.type, value)) return {}
  return known.write?.(value, item) ?? {}
}

/** Whether a value is of the type that the property of that name has, whatever the kind of the item. */
export function canHave(key: string, value: PropertyValue): boolean {
  const known = Object.values(tables)
    .find((table) => table.has(key))
    ?.get(key)
  return known === undefined || fits(known.type, value)
}
