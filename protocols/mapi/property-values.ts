// Values of properties ([MS-OXCDATA] 2.11.1). Their layout differs a little with the protocol around them:
//
//   rop            binaries and restrictions are counted with 16 bits
//   wide           … with 32 bits: restrictions of MAPI/HTTP's address book
//   address-book   … with 32 bits, and texts, binaries and lists begin with a byte that says whether there is a value
//                  ([MS-OXCMAPIHTTP] 2.2.1.1)

import type { ByteReader } from '../byte-reader.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { uuidFromBytes, uuidToBytes } from '../dcerpc/uuid.ts'
import { multiple, propertyTypes } from './property-types.ts'

/** How values are laid out; see the head of this file. */
export type ValueLayout = 'rop' | 'wide' | 'address-book'

/** One value: times are in milliseconds since 1970, GUIDs in text form, 64-bit numbers and currency are bigints. */
export type SingleValue = number | bigint | boolean | string | Buffer

/** What a property says. `undefined` is only there for an address book's property without a value, and for PtypNull. */
export type MapiValue = SingleValue | readonly SingleValue[] | undefined

/** A property with its value; a tag of type error has the error code for a value. */
export interface TaggedValue {
  readonly tag: number
  readonly value: MapiValue
}

const { string8, string, binary, serverId } = propertyTypes

/** Types of which the address book says first whether there is a value. */
const maybeAbsent = (type: number): boolean =>
  (type & multiple) !== 0 || type === string8 || type === string || type === binary

/** @throws ProtocolSyntaxError for what is missing, and for a type that is none */
export function readValue(reader: ByteReader, type: number, layout: ValueLayout): MapiValue {
  if (layout === 'address-book' && maybeAbsent(type) && reader.u8('the presence of a value') === 0) return undefined
  if ((type & multiple) === 0) return readSingle(reader, type, layout)
  const count = reader.u32('the count of values')
  // Every value has at least a byte, so that a count that lies cannot make the server reserve memory for it.
  if (count > reader.left) throw reader.error(`${count} values cannot stand in ${reader.left} bytes`)
  const element = type & ~multiple
  const values: SingleValue[] = []
  for (let index = 0; index < count; index++) {
    const value = layout === 'address-book' && maybeAbsent(element) ? readValue(reader, element, layout) : undefined
    const single =
      value ?? (layout === 'address-book' && maybeAbsent(element) ? '' : readSingle(reader, element, layout))
    if (single === undefined || Array.isArray(single)) throw reader.error(`type ${type} has no list of values`)
    values.push(element === binary && single === '' ? Buffer.alloc(0) : (single as SingleValue))
  }
  return values
}

function readSingle(reader: ByteReader, type: number, layout: ValueLayout): SingleValue | undefined {
  switch (type) {
    case propertyTypes.null:
    case propertyTypes.object:
    case propertyTypes.unspecified:
      return undefined
    case propertyTypes.integer16:
      return reader.take(2, 'a number').readInt16LE(0)
    case propertyTypes.integer32:
      return reader.i32('a number')
    case propertyTypes.errorCode:
      return reader.u32('an error code')
    case propertyTypes.floating32:
      return reader.take(4, 'a number').readFloatLE(0)
    case propertyTypes.floating64:
    case propertyTypes.floatingTime:
      return reader.take(8, 'a number').readDoubleLE(0)
    case propertyTypes.currency:
    case propertyTypes.integer64:
      return BigInt.asIntN(64, reader.u64('a number'))
    case propertyTypes.boolean:
      return reader.u8('a truth value') !== 0
    case string8:
      return reader.untilNul('a text').toString('latin1')
    case string:
      return reader.utf16UntilNul('a text')
    case propertyTypes.time:
      return millisecondsOf(reader.u64('a time'))
    case propertyTypes.guid:
      return uuidFromBytes(reader.take(16, 'a GUID'))
    case binary:
      return Buffer.from(reader.take(readCount(reader, layout, 'the length of a binary'), 'a binary'))
    case serverId:
      return Buffer.from(reader.take(reader.u16('the length of a server id'), 'a server id'))
    default:
      throw reader.error(`0x${type.toString(16)} is no type of a property`)
  }
}

/** @throws RangeError for a value that is not of the type */
export function writeValue(writer: ByteWriter, type: number, value: MapiValue, layout: ValueLayout): void {
  if (layout === 'address-book' && maybeAbsent(type)) {
    writer.u8(value === undefined ? 0 : 0xff)
    if (value === undefined) return
  }
  if ((type & multiple) === 0) {
    writeSingle(writer, type, value, layout)
    return
  }
  if (!Array.isArray(value)) throw mismatch(type, value)
  writer.u32(value.length)
  const element = type & ~multiple
  for (const single of value as readonly SingleValue[]) {
    if (layout === 'address-book' && maybeAbsent(element)) writeValue(writer, element, single, layout)
    else writeSingle(writer, element, single, layout)
  }
}

function writeSingle(writer: ByteWriter, type: number, value: MapiValue, layout: ValueLayout): void {
  switch (type) {
    case propertyTypes.null:
    case propertyTypes.object:
    case propertyTypes.unspecified:
      return
    case propertyTypes.boolean:
      writer.u8(value === true ? 1 : 0)
      return
    case binary:
    case serverId: {
      if (!Buffer.isBuffer(value)) throw mismatch(type, value)
      if (type === serverId) writer.u16(value.length)
      else writeCount(writer, value.length, layout)
      writer.put(value)
      return
    }
    case string8:
    case string:
    case propertyTypes.guid: {
      if (typeof value !== 'string') throw mismatch(type, value)
      if (type === string) writer.utf16(value)
      else writer.put(type === string8 ? Buffer.from(`${value}\0`, 'latin1') : uuidToBytes(value))
      return
    }
    case propertyTypes.currency:
    case propertyTypes.integer64:
      writer.u64(typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value ?? 0))))
      return
    default:
      if (typeof value !== 'number') throw mismatch(type, value)
      writeNumber(writer, type, value)
  }
}

function writeNumber(writer: ByteWriter, type: number, value: number): void {
  const bytes = Buffer.alloc(type === propertyTypes.floating32 ? 4 : 8)
  switch (type) {
    case propertyTypes.integer16:
      writer.u16(value & 0xffff)
      return
    case propertyTypes.integer32:
    case propertyTypes.errorCode:
      writer.u32(value)
      return
    case propertyTypes.floating32:
      bytes.writeFloatLE(value)
      break
    case propertyTypes.floating64:
    case propertyTypes.floatingTime:
      bytes.writeDoubleLE(value)
      break
    case propertyTypes.time:
      bytes.writeBigUInt64LE(fileTimeOf(value))
      break
    default:
      throw mismatch(type, value)
  }
  writer.put(bytes)
}

/** A count that is as wide as the layout has it. */
export function readCount(reader: ByteReader, layout: ValueLayout, what: string): number {
  return layout === 'rop' ? reader.u16(what) : reader.u32(what)
}

/** Its counterpart. */
export function writeCount(writer: ByteWriter, count: number, layout: ValueLayout): void {
  if (layout === 'rop') writer.u16(count)
  else writer.u32(count)
}

/** Milliseconds between 1601, where FILETIME begins ([MS-DTYP] 2.3.3), and 1970. */
const epoch = 11_644_473_600_000n

/** A FILETIME, of 100 ns since 1601, in milliseconds since 1970. */
export function millisecondsOf(fileTime: bigint): number {
  return Number(fileTime / 10_000n - epoch)
}

/** Milliseconds since 1970 as a FILETIME; times before 1601 are its 0. */
export function fileTimeOf(milliseconds: number): bigint {
  const ticks = (BigInt(Math.round(milliseconds)) + epoch) * 10_000n
  return ticks < 0n ? 0n : BigInt.asUintN(64, ticks)
}

function mismatch(type: number, value: unknown): RangeError {
  return new RangeError(`a ${typeof value} is no value of type 0x${type.toString(16)}`)
}
