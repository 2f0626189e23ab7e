// Fields that many bodies of MAPI over HTTP share ([MS-OXCMAPIHTTP] 2.2.1, 2.2.4, 2.2.5).

import type { ByteReader } from '../byte-reader.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { type Row, readRow, writeRow } from '../mapi/property-row.ts'
import { readCounted, readTags, writeTags } from '../mapi/tagged-values.ts'

/** What may be there behind a byte that says so: undefined when it is not. */
export function readOptional<T>(reader: ByteReader, read: () => T): T | undefined {
  return reader.u8('the presence of a field') === 0 ? undefined : read()
}

/** The counterpart. */
export function writeOptional<T>(writer: ByteWriter, value: T | undefined, write: (value: T) => void): void {
  writer.u8(value === undefined ? 0 : 0xff)
  if (value !== undefined) write(value)
}

/** The end of every body: a buffer with auxiliary information. @throws ProtocolSyntaxError when something follows it */
export function readAuxiliary(reader: ByteReader): Buffer {
  const bytes = Buffer.from(reader.take(reader.u32('the size of the auxiliary buffer'), 'the auxiliary buffer'))
  if (reader.left > 0) throw reader.error(`${reader.left} bytes follow the auxiliary buffer`)
  return bytes
}

/** Minimal Entry IDs, counted with 32 bits. */
export function readIds(reader: ByteReader): number[] {
  return readCounted(reader, 'wide', 4, () => reader.u32('an entry'))
}

/** The counterpart. */
export function writeIds(writer: ByteWriter, ids: readonly number[]): void {
  writer.u32(ids.length)
  for (const id of ids) writer.u32(id)
}

/** Rows of the address book with their columns (2.2.5, ColumnsAndRows). */
export interface ColumnsAndRows {
  readonly columns: readonly number[]
  readonly rows: readonly Row[]
}

/** @throws ProtocolSyntaxError */
export function readColumnsAndRows(reader: ByteReader): ColumnsAndRows {
  const columns = readTags(reader, 'address-book')
  return { columns, rows: readCounted(reader, 'address-book', 1, () => readRow(reader, columns, 'address-book')) }
}

/** The counterpart. */
export function writeColumnsAndRows(writer: ByteWriter, { columns, rows }: ColumnsAndRows): void {
  writeTags(writer, columns, 'address-book')
  writer.u32(rows.length)
  for (const row of rows) writeRow(writer, columns, row, 'address-book')
}
