// Property values in a record of an address book ([MS-OXOAB] 2.9.6): texts end with a zero byte, numbers are packed.

import type { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'

/** Texts are UTF-8; lists belong to properties with several values. */
export type PropertyValue = string | number | boolean | Buffer | readonly PropertyValue[]

/** Property types, the low half of a tag. */
const types = { integer: 0x0003, boolean: 0x000b, text8: 0x001e, text: 0x001f, binary: 0x0102 } as const
/** Added to the type of a property with several values. */
const several = 0x1000

/** The bytes of a value. */
export function encodeValue(value: PropertyValue): Buffer {
  if (typeof value === 'string') return Buffer.from(`${value}\0`, 'utf8')
  if (typeof value === 'number') return packInteger(value)
  if (typeof value === 'boolean') return Buffer.of(value ? 1 : 0)
  if (Buffer.isBuffer(value)) return Buffer.concat([packInteger(value.length), value])
  return Buffer.concat([packInteger(value.length), ...value.map(encodeValue)])
}

/** @throws ProtocolSyntaxError */
export function decodeValue(reader: ByteReader, tag: number): PropertyValue {
  const type = tag & 0xffff
  if ((type & several) === 0) return decodeOne(reader, type)
  const count = integer(reader)
  const values: PropertyValue[] = []
  // Every value takes a byte at least, so that a count that lies ends at the end of the record.
  for (let index = 0; index < count; index++) values.push(decodeOne(reader, type & ~several))
  return values
}

function decodeOne(reader: ByteReader, type: number): PropertyValue {
  switch (type) {
    case types.text:
    case types.text8:
      return reader.untilNul('a text').toString('utf8')
    case types.integer:
      return integer(reader)
    case types.boolean:
      return reader.u8('a boolean') !== 0
    case types.binary:
      return reader.take(integer(reader), 'a binary value')
    default:
      throw reader.error(`property type 0x${type.toString(16)} does not occur in address books`)
  }
}

/** Up to 0x7F in one byte; else 0x80 plus the number of bytes, then the value, little-endian. */
function packInteger(value: number): Buffer {
  if (value <= 0x7f) return Buffer.of(value)
  const bytes = value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffff ? 3 : 4
  return new ByteWriter()
    .put(Buffer.of(0x80 + bytes))
    .put(littleEndian(value, bytes))
    .end()
}

function littleEndian(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntLE(value, 0, bytes)
  return buffer
}

function integer(reader: ByteReader): number {
  const first = reader.u8('a number')
  if (first <= 0x7f) return first
  const bytes = first - 0x80
  if (bytes < 1 || bytes > 4) throw reader.error(`a number of ${bytes} bytes cannot be`)
  return reader.take(bytes, 'a number').readUIntLE(0, bytes)
}
