// Values, rows and arrays of NSPI in NDR ([MS-OXNSPI] 2.2.2 to 2.2.7).
//
// A property is tag u32, 0 u32, its type again as the switch of a union, then the value or a pointer. What pointers lead to
// follows after the whole array that they stand in, in order; here those are the functions that writers and readers return.

import type { NdrReader } from '../dcerpc/ndr-reader.ts'
import type { NdrWriter } from '../dcerpc/ndr-writer.ts'
import type { Row } from '../mapi/property-row.ts'
import { multiple, propertyTypes, typeOf } from '../mapi/property-types.ts'
import { fileTimeOf, type MapiValue, millisecondsOf, type TaggedValue } from '../mapi/property-values.ts'

type Deferred = () => void

/** A PropertyTagArray_r, also used for entries: room, count, then a varying array. */
export function writeTagArray(writer: NdrWriter, values: readonly number[]): void {
  writer
    .u32(values.length + 1)
    .u32(values.length)
    .u32(0)
    .u32(values.length)
  for (const value of values) writer.u32(value)
}

/** The counterpart. @throws ProtocolSyntaxError */
export function readTagArray(reader: NdrReader): number[] {
  reader.u32('the room for tags')
  const count = reader.u32('the count of tags')
  if (reader.variance('tags', 4) !== count) throw reader.error('two counts of tags differ')
  return Array.from({ length: count }, () => reader.u32('a tag'))
}

/** A PropertyRowSet_r behind its pointer; null without rows. */
export function writeRowSet(writer: NdrWriter, rows: readonly Row[] | undefined): void {
  writer.unique(rows, (some) => {
    writer.u32(some.length).u32(some.length)
    const later = some.map((row) => rowHead(writer, row))
    for (const write of later) write()
  })
}

/** A PropertyRow_r behind its pointer; null without one. */
export function writeRowPointer(writer: NdrWriter, row: Row | undefined): void {
  writer.unique(row, (some) => rowHead(writer, some)())
}

function rowHead(writer: NdrWriter, row: Row): Deferred {
  writer.u32(0).u32(row.length).pointer()
  return () => {
    writer.u32(row.length)
    const later = row.map((value) => valueHead(writer, value))
    for (const write of later) write()
  }
}

function valueHead(writer: NdrWriter, { tag, value }: TaggedValue): Deferred {
  const type = typeOf(tag)
  writer.u32(tag).u32(0).u32(type)
  if ((type & multiple) !== 0) {
    const list = Array.isArray(value) ? value : []
    writer.u32(list.length).pointer()
    return () => writeList(writer, type & ~multiple, list)
  }
  switch (type) {
    case propertyTypes.integer16:
      writer.u16(Number(value) & 0xffff)
      return nothing
    case propertyTypes.boolean:
      writer.u16(value === true ? 1 : 0)
      return nothing
    case propertyTypes.time: {
      // Two numbers of 32 bits, so that it is not aligned to 8.
      const time = fileTimeOf(Number(value))
      writer.u32(Number(time & 0xffff_ffffn)).u32(Number(time >> 32n))
      return nothing
    }
    case propertyTypes.binary: {
      const bytes = Buffer.isBuffer(value) ? value : Buffer.alloc(0)
      writer.u32(bytes.length).pointer()
      return () => writer.conformantBytes(bytes)
    }
    case propertyTypes.string8:
    case propertyTypes.string:
    case propertyTypes.guid:
      writer.pointer(value !== undefined)
      return value === undefined ? nothing : () => writeReferent(writer, type, value)
    default:
      writer.u32(Number(value ?? 0))
      return nothing
  }
}

const nothing: Deferred = () => undefined

function writeList(writer: NdrWriter, type: number, list: readonly MapiValue[]): void {
  writer.u32(list.length)
  const later = list.map((value): Deferred => {
    if (type === propertyTypes.binary && Buffer.isBuffer(value)) {
      writer.u32(value.length).pointer()
      return () => writer.conformantBytes(value)
    }
    if (type === propertyTypes.integer16) writer.u16(Number(value) & 0xffff)
    else if (type === propertyTypes.integer32) writer.u32(Number(value))
    else {
      writer.pointer()
      return () => writeReferent(writer, type, value)
    }
    return nothing
  })
  for (const write of later) write()
}

function writeReferent(writer: NdrWriter, type: number, value: MapiValue): void {
  if (type === propertyTypes.string8) writer.align(4).string8(Buffer.from(String(value), 'latin1'))
  else if (type === propertyTypes.string) writer.align(4).string16(String(value))
  else if (type === propertyTypes.guid) writer.uuid(String(value))
}

/** A PropertyValue_r that stands by itself: the value with what its pointer leads to. @throws ProtocolSyntaxError */
export function readPropertyValue(reader: NdrReader): TaggedValue {
  const tag = reader.u32('a tag')
  reader.u32('a reserved number')
  const type = reader.u32('the type of a value')
  if (type !== typeOf(tag)) throw reader.error('the tag of a property says another type than its value')
  const present = (): boolean => reader.pointer('a value')
  switch (type) {
    case propertyTypes.integer16:
      return { tag, value: reader.u16('a number') }
    case propertyTypes.boolean:
      return { tag, value: reader.u16('a truth value') !== 0 }
    case propertyTypes.integer32:
      return { tag, value: reader.i32('a number') }
    case propertyTypes.string8:
      return { tag, value: present() ? reader.string8('a text').toString('latin1') : undefined }
    case propertyTypes.string:
      return { tag, value: present() ? reader.string16('a text') : undefined }
    case propertyTypes.time: {
      const low = BigInt(reader.u32('a time'))
      return { tag, value: millisecondsOf((BigInt(reader.u32('a time')) << 32n) | low) }
    }
    case propertyTypes.binary:
      reader.u32('the length of a binary')
      return { tag, value: present() ? Buffer.from(reader.conformantBytes('a binary')) : undefined }
    case propertyTypes.guid:
      return { tag, value: present() ? reader.uuid('a GUID') : undefined }
    default:
      throw reader.error(`values of type 0x${type.toString(16)} are not compared`)
  }
}

/** A StringsArray_r, or WStringsArray_r: a count, pointers, then texts. @throws ProtocolSyntaxError */
export function readTexts(reader: NdrReader, wide: boolean): string[] {
  const room = reader.conformance('the texts', 4)
  const count = reader.u32('the count of texts')
  if (count > room) throw reader.error('there are more texts than room')
  const present = Array.from({ length: room }, () => reader.pointer('a text'))
  return present
    .map((one) => {
      if (!one) return ''
      return wide ? reader.align(4).string16('a text') : reader.align(4).string8('a text').toString('latin1')
    })
    .slice(0, count)
}
