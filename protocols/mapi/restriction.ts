// Restrictions ([MS-OXCDATA] 2.12): conditions on rows.

import type { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { readCount, type TaggedValue, type ValueLayout, writeCount } from './property-values.ts'
import { readTag, readTaggedValue, writeTaggedValue, writeTaggedValues } from './tagged-values.ts'

/** How a value is compared with that of a row. */
export type RelationalOperator = 'less' | 'less-or-equal' | 'greater' | 'greater-or-equal' | 'equal' | 'not-equal'

/** A condition on a row. */
export type Restriction =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Restriction[] }
  | { readonly kind: 'not'; readonly part: Restriction }
  /** `fuzzyLevel`: 0 whole, 1 part, 2 beginning; 0x10000 upper and lower case are one. */
  | { readonly kind: 'content'; readonly fuzzyLevel: number; readonly tag: number; readonly value: TaggedValue }
  | {
      readonly kind: 'property'
      readonly operator: RelationalOperator
      readonly tag: number
      readonly value: TaggedValue
    }
  | {
      readonly kind: 'compare'
      readonly operator: RelationalOperator
      readonly first: number
      readonly second: number
    }
  | { readonly kind: 'bitmask'; readonly wanted: 'zero' | 'non-zero'; readonly tag: number; readonly mask: number }
  | { readonly kind: 'size'; readonly operator: RelationalOperator; readonly tag: number; readonly bytes: number }
  | { readonly kind: 'exist'; readonly tag: number }
  | { readonly kind: 'sub-object'; readonly tag: number; readonly part: Restriction }
  | { readonly kind: 'comment'; readonly values: readonly TaggedValue[]; readonly part: Restriction | undefined }
  | { readonly kind: 'count'; readonly count: number; readonly part: Restriction }

/** By the number that stands for each (RelationalOperator, [MS-OXCDATA] 2.12.5.1 and [MS-OXNSPI] 2.2.5.4). */
export const relationalOperators: readonly RelationalOperator[] = [
  'less',
  'less-or-equal',
  'greater',
  'greater-or-equal',
  'equal',
  'not-equal',
]

/** Conditions within conditions that are taken, so that no peer can exhaust the stack; Exchange has a limit too. */
const deepest = 256

/** @throws ProtocolSyntaxError */
export function readRestriction(reader: ByteReader, layout: ValueLayout, depth = 0): Restriction {
  if (depth > deepest) throw reader.error(`conditions stand more than ${deepest} deep`)
  const inner = (): Restriction => readRestriction(reader, layout, depth + 1)
  const type = reader.u8('the type of a restriction')
  switch (type) {
    case 0x00:
    case 0x01: {
      const count = readCount(reader, layout, 'the count of restrictions')
      if (count > reader.left) throw reader.error(`${count} restrictions cannot stand in ${reader.left} bytes`)
      return { kind: type === 0 ? 'and' : 'or', parts: Array.from({ length: count }, inner) }
    }
    case 0x02:
      return { kind: 'not', part: inner() }
    case 0x03: {
      // Two fields of 16 bits; the upper one has the flags for upper and lower case.
      const fuzzyLevel = reader.u32('the fuzzy level')
      return { kind: 'content', fuzzyLevel, tag: readTag(reader), value: readTaggedValue(reader, layout) }
    }
    case 0x04:
      return {
        kind: 'property',
        operator: operator(reader),
        tag: readTag(reader),
        value: readTaggedValue(reader, layout),
      }
    case 0x05:
      return { kind: 'compare', operator: operator(reader), first: readTag(reader), second: readTag(reader) }
    case 0x06: {
      const wanted = reader.u8('the relation of a mask') === 0 ? 'zero' : 'non-zero'
      return { kind: 'bitmask', wanted, tag: readTag(reader), mask: reader.u32('a mask') }
    }
    case 0x07:
      return { kind: 'size', operator: operator(reader), tag: readTag(reader), bytes: reader.u32('a size') }
    case 0x08:
      return { kind: 'exist', tag: readTag(reader) }
    case 0x09:
      return { kind: 'sub-object', tag: reader.u32('a table'), part: inner() }
    case 0x0a: {
      const count = reader.u8('the count of values')
      const values = Array.from({ length: count }, () => readTaggedValue(reader, layout))
      return { kind: 'comment', values, part: reader.u8('whether a restriction follows') === 0 ? undefined : inner() }
    }
    case 0x0b:
      return { kind: 'count', count: reader.u32('a count'), part: inner() }
    default:
      throw reader.error(`${type} is no type of a restriction`)
  }
}

function operator(reader: ByteReader): RelationalOperator {
  const value = reader.u8('an operator')
  const found = relationalOperators[value]
  if (found === undefined) throw reader.error(`${value} is no operator`)
  return found
}

/** The counterpart. */
export function writeRestriction(writer: ByteWriter, given: Restriction, layout: ValueLayout): void {
  const relation = (wanted: RelationalOperator): number => relationalOperators.indexOf(wanted)
  switch (given.kind) {
    case 'and':
    case 'or':
      writer.u8(given.kind === 'and' ? 0 : 1)
      writeCount(writer, given.parts.length, layout)
      for (const part of given.parts) writeRestriction(writer, part, layout)
      return
    case 'not':
      writer.u8(0x02)
      writeRestriction(writer, given.part, layout)
      return
    case 'content':
      writer.u8(0x03).u32(given.fuzzyLevel).u32(given.tag)
      writeTaggedValue(writer, given.value, layout)
      return
    case 'property':
      writer.u8(0x04).u8(relation(given.operator)).u32(given.tag)
      writeTaggedValue(writer, given.value, layout)
      return
    case 'compare':
      writer.u8(0x05).u8(relation(given.operator)).u32(given.first).u32(given.second)
      return
    case 'bitmask':
      writer
        .u8(0x06)
        .u8(given.wanted === 'zero' ? 0 : 1)
        .u32(given.tag)
        .u32(given.mask)
      return
    case 'size':
      writer.u8(0x07).u8(relation(given.operator)).u32(given.tag).u32(given.bytes)
      return
    case 'exist':
      writer.u8(0x08).u32(given.tag)
      return
    case 'sub-object':
      writer.u8(0x09).u32(given.tag)
      writeRestriction(writer, given.part, layout)
      return
    case 'comment': {
      const values = new ByteWriter()
      writeTaggedValues(values, given.values, layout)
      // The count of a comment's values is one byte, whatever it is elsewhere.
      writer
        .u8(0x0a)
        .u8(given.values.length)
        .put(values.end().subarray(layout === 'rop' ? 2 : 4))
      writer.u8(given.part === undefined ? 0 : 1)
      if (given.part !== undefined) writeRestriction(writer, given.part, layout)
      return
    }
    case 'count':
      writer.u8(0x0b).u32(given.count)
      writeRestriction(writer, given.part, layout)
      return
  }
}
