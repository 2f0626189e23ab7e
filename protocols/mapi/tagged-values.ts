// Tags and tagged values as they stand in lists ([MS-OXCDATA] 2.9, 2.11.4; [MS-OXCMAPIHTTP] 2.2.1.2, 2.2.1.3, 2.2.1.8).

import type { ByteReader } from '../byte-reader.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { tagOf, typeOf } from './property-types.ts'
import { readCount, readValue, type TaggedValue, type ValueLayout, writeCount, writeValue } from './property-values.ts'

/** A tag: its type, then its identifier. */
export function readTag(reader: ByteReader): number {
  const type = reader.u16('the type of a property')
  return tagOf(reader.u16('the identifier of a property'), type)
}

/** A counted list of tags. */
export function readTags(reader: ByteReader, layout: ValueLayout): number[] {
  return readCounted(reader, layout, 4, () => readTag(reader))
}

/** Its counterpart. A tag is a number of 32 bits, whose little-endian form is type and identifier. */
export function writeTags(writer: ByteWriter, tags: readonly number[], layout: ValueLayout): void {
  writeCount(writer, tags.length, layout)
  for (const tag of tags) writer.u32(tag)
}

/** A property with its tag. */
export function readTaggedValue(reader: ByteReader, layout: ValueLayout): TaggedValue {
  const tag = readTag(reader)
  return { tag, value: readValue(reader, typeOf(tag), layout) }
}

/** Its counterpart. */
export function writeTaggedValue(writer: ByteWriter, { tag, value }: TaggedValue, layout: ValueLayout): void {
  writer.u32(tag)
  writeValue(writer, typeOf(tag), value, layout)
}

/** A counted list of properties. */
export function readTaggedValues(reader: ByteReader, layout: ValueLayout): TaggedValue[] {
  return readCounted(reader, layout, 4, () => readTaggedValue(reader, layout))
}

/** Its counterpart. */
export function writeTaggedValues(writer: ByteWriter, values: readonly TaggedValue[], layout: ValueLayout): void {
  writeCount(writer, values.length, layout)
  for (const value of values) writeTaggedValue(writer, value, layout)
}

/** A counted list of things that have at least `bytes` each: a count that lies is refused before anything is read. */
export function readCounted<T>(reader: ByteReader, layout: ValueLayout, bytes: number, read: () => T): T[] {
  const count = readCount(reader, layout, 'a count')
  if (count * bytes > reader.left) throw reader.error(`${count} elements cannot stand in ${reader.left} bytes`)
  return Array.from({ length: count }, read)
}
