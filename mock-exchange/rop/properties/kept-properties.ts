// Properties that the store keeps as a client set them, and knows nothing of: not their type either.

import { multiple, propertyTypes, tagOf, typeOf } from '../../../protocols/mapi/property-types.ts'
import type { MapiValue, SingleValue, TaggedValue } from '../../../protocols/mapi/property-values.ts'
import type { PropertyValue } from '../../mailbox/item.ts'

/** A value in the form in which the store keeps it; undefined for one that it cannot keep. */
export function toKept(value: MapiValue): PropertyValue | undefined {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return keptList(value)
  return value as Exclude<typeof value, readonly unknown[]>
}

function keptList(values: readonly SingleValue[]): PropertyValue | undefined {
  if (values.every((one) => typeof one === 'string')) return values
  if (values.every((one) => Buffer.isBuffer(one))) return values
  return values.every((one) => typeof one === 'number' || typeof one === 'bigint') ? values.map(Number) : undefined
}

/** A kept value as a client asks for it; undefined when it is not of that type. */
export function keptValue(tag: number, value: PropertyValue): TaggedValue | undefined {
  const wanted = typeOf(tag)
  if (wanted === propertyTypes.unspecified) return { tag: (tag | natural(value)) >>> 0, value }
  const { integer64, currency } = propertyTypes
  if (!typesOf(value).includes(wanted)) return undefined
  const wide = typeof value === 'number' && (wanted === integer64 || wanted === currency)
  return { tag, value: wide ? BigInt(Math.trunc(value)) : value }
}

/** The tag of a kept value, of the type that it looks like. */
export function keptTag(id: number, value: PropertyValue): number {
  return tagOf(id, natural(value))
}

/** The types that a kept value can be asked for in: of numbers the store keeps no more than the number. */
function typesOf(value: PropertyValue): readonly number[] {
  const { string, string8, binary, boolean } = propertyTypes
  if (typeof value === 'string') return [string, string8]
  if (typeof value === 'boolean') return [boolean]
  if (typeof value === 'number') return numberTypes
  if (Buffer.isBuffer(value)) return [binary]
  if (isBinaries(value)) return [multiple | binary]
  return isNumbers(value) ? numberTypes.map((type) => multiple | type) : [multiple | string, multiple | string8]
}

const isNumbers = (value: PropertyValue): boolean => Array.isArray(value) && typeof value[0] === 'number'

const isBinaries = (value: PropertyValue): boolean => Array.isArray(value) && Buffer.isBuffer(value[0])

const numberTypes: readonly number[] = [
  propertyTypes.integer16,
  propertyTypes.integer32,
  propertyTypes.integer64,
  propertyTypes.floating32,
  propertyTypes.floating64,
  propertyTypes.floatingTime,
  propertyTypes.currency,
  propertyTypes.time,
]

function natural(value: PropertyValue): number {
  if (typeof value === 'string') return propertyTypes.string
  if (typeof value === 'boolean') return propertyTypes.boolean
  if (typeof value === 'number') return naturalNumber(value)
  if (Buffer.isBuffer(value)) return propertyTypes.binary
  if (isBinaries(value)) return multiple | propertyTypes.binary
  return multiple | (isNumbers(value) ? propertyTypes.integer32 : propertyTypes.string)
}

/** The store keeps an instant, in milliseconds since 1970, and a number alike: what no integer of 32 bits holds is an instant. */
function naturalNumber(value: number): number {
  if (!Number.isInteger(value)) return propertyTypes.floating64
  return Math.abs(value) < 2 ** 31 ? propertyTypes.integer32 : propertyTypes.time
}
