// The details file of an offline address book, version 4 ([MS-OXOAB] 2.9; reference exchange-protocols.md section 2.6).
//
//   version, serial, count │ properties of header and records │ header record │ a record per entry
//
// A record has a bit for each property of its list that is there, then the values in the list's order.

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { checksum } from './checksum.ts'
import { decodeValue, encodeValue, type PropertyValue } from './values.ts'

const version4 = 0x20

/** A property of a list. Flags: 1 can be searched by name (ANR), 2 is the key of the RDN index. */
interface PropertyInfo {
  readonly tag: number
  readonly flags: number
}

/** Values by property tag; what is absent has none. */
type PropertyRecord = ReadonlyMap<number, PropertyValue>

/** A whole address book. */
export interface DetailsFile {
  readonly headerProperties: readonly PropertyInfo[]
  readonly recordProperties: readonly PropertyInfo[]
  readonly header: PropertyRecord
  readonly records: readonly PropertyRecord[]
}

/** The bytes, before they are put into a container. */
export function encodeDetails({ headerProperties, recordProperties, header, records }: DetailsFile): Buffer {
  const properties = new ByteWriter().put(propertyTable(headerProperties)).put(propertyTable(recordProperties)).end()
  const rest = Buffer.concat([
    new ByteWriter().u32(4 + properties.length).end(),
    properties,
    encodeRecord(headerProperties, header),
    ...records.map((record) => encodeRecord(recordProperties, record)),
  ])
  return Buffer.concat([new ByteWriter().u32(version4).u32(checksum(rest)).u32(records.length).end(), rest])
}

/** Reads a file whole. @throws ProtocolSyntaxError also when its serial is not the checksum of what follows */
export function decodeDetails(bytes: Uint8Array): DetailsFile {
  const reader = new ByteReader('OAB', bytes)
  const version = reader.u32('the version')
  if (version !== version4) throw reader.error(`version ${version} is not that of a details file`)
  const serial = reader.u32('the serial')
  const count = reader.u32('the number of records')
  if (checksum(reader.bytes.subarray(reader.at)) !== serial) throw reader.error('the serial is not the checksum')

  const start = reader.at
  const size = reader.u32('the size of the property lists')
  const headerProperties = decodeTable(reader)
  const recordProperties = decodeTable(reader)
  if (reader.at - start !== size) throw reader.error('the property lists do not have their size')
  const header = decodeRecord(reader, headerProperties)
  const records: PropertyRecord[] = []
  // Every record takes some bytes, so that a count that lies ends at the end of the file.
  for (let index = 0; index < count; index++) records.push(decodeRecord(reader, recordProperties))
  if (reader.left > 0) throw reader.error(`${reader.left} bytes follow the last record`)
  return { headerProperties, recordProperties, header, records }
}

function propertyTable(properties: readonly PropertyInfo[]): Buffer {
  const writer = new ByteWriter().u32(properties.length)
  for (const { tag, flags } of properties) writer.u32(tag).u32(flags)
  return writer.end()
}

function decodeTable(reader: ByteReader): PropertyInfo[] {
  const count = reader.u32('the number of properties')
  const properties: PropertyInfo[] = []
  for (let index = 0; index < count; index++) {
    properties.push({ tag: reader.u32('a property tag'), flags: reader.u32('property flags') })
  }
  return properties
}

function encodeRecord(properties: readonly PropertyInfo[], values: PropertyRecord): Buffer {
  const present = Buffer.alloc(Math.ceil(properties.length / 8))
  const body = new ByteWriter()
  for (const [index, { tag }] of properties.entries()) {
    const value = values.get(tag)
    if (value === undefined || value === '') continue
    const byte = Math.trunc(index / 8)
    present.writeUInt8(present.readUInt8(byte) | (0x80 >> (index % 8)), byte)
    body.put(encodeValue(value))
  }
  const size = 4 + present.length + body.length
  return new ByteWriter().u32(size).put(present).put(body.end()).end()
}

function decodeRecord(reader: ByteReader, properties: readonly PropertyInfo[]): PropertyRecord {
  const size = reader.u32('the size of a record')
  if (size < 4) throw reader.error(`a record of ${size} bytes cannot be`)
  const record = new ByteReader('OAB', reader.take(size - 4, 'a record'))
  const present = record.take(Math.ceil(properties.length / 8), 'the presence bits of a record')
  const values = new Map<number, PropertyValue>()
  for (const [index, { tag }] of properties.entries()) {
    const bit = (present[Math.trunc(index / 8)] ?? 0) & (0x80 >> (index % 8))
    if (bit !== 0) values.set(tag, decodeValue(record, tag))
  }
  if (record.left > 0) throw reader.error('a record is longer than its values')
  return values
}
