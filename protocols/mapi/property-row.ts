// A row of a table ([MS-OXCDATA] 2.8.1; [MS-OXCMAPIHTTP] 2.2.1.7): the values of columns that both sides know.
//
//   flag 0   every column has its value
//   flag 1   before each value a byte: 0 a value follows, 1 nothing, 10 an error code

import type { ByteReader } from '../byte-reader.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { errorTag, isError, propertyTypes, tagOf, typeOf } from './property-types.ts'
import { readValue, type TaggedValue, type ValueLayout, writeValue } from './property-values.ts'

const flags = { value: 0, absent: 1, error: 0x0a } as const

/** What stands in a row for a column: a value, or an error with the type for errors in its tag. */
export type Row = readonly TaggedValue[]

/** @throws ProtocolSyntaxError */
export function readRow(reader: ByteReader, columns: readonly number[], layout: ValueLayout): Row {
  const flagged = reader.u8('the flag of a row')
  if (flagged > 1) throw reader.error(`${flagged} is no flag of a row`)
  return columns.map((column) => {
    // A column without a type says with each value what it is.
    const type = typeOf(column) === propertyTypes.unspecified ? reader.u16('the type of a value') : typeOf(column)
    const tag = tagOf(column >>> 16, type)
    if (flagged === 0) return { tag, value: readValue(reader, type, layout) }
    const flag = reader.u8('the flag of a value')
    if (flag === flags.absent) return { tag, value: undefined }
    if (flag === flags.error) return { tag: errorTag(tag), value: reader.u32('an error code') }
    if (flag !== flags.value) throw reader.error(`${flag} is no flag of a value`)
    return { tag, value: readValue(reader, type, layout) }
  })
}

/** The counterpart: one cell for each column, in their order. */
export function writeRow(writer: ByteWriter, columns: readonly number[], row: Row, layout: ValueLayout): void {
  const flagged = row.some(({ tag }, index) => isError(tag) && typeOf(columns[index] ?? 0) !== propertyTypes.errorCode)
  writer.u8(flagged ? 1 : 0)
  for (const [index, { tag, value }] of row.entries()) {
    const column = columns[index] ?? tag
    if (typeOf(column) === propertyTypes.unspecified) writer.u16(typeOf(tag))
    if (flagged) {
      writer.u8(isError(tag) ? flags.error : flags.value)
      if (isError(tag)) {
        writer.u32(Number(value))
        continue
      }
    }
    writeValue(writer, typeOf(tag), value, layout)
  }
}
