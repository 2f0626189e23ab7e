// The details file of an offline address book, version 4 ([MS-OXOAB] 2.9; reference/exchange-protocols.md section 2.6).
//
//   version, serial, count │ properties of header and records │ header record │ a record per user

import { crc32 } from 'node:zlib'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { legacyDnOf } from '../../mailbox/legacy-dn.ts'

/** Values of one record, in the order of its property list; text or a number by the property's type. */
type RecordValues = readonly (string | number)[]

/** Property tags with their flags: 1 can be searched by name (ANR), 2 is the key of the RDN index. */
const headerProperties = [
  [0x6800001f, 0], // PidTagOfflineAddressBookName
  [0x6804001e, 0], // PidTagOfflineAddressBookDistinguishedName
  [0x68010003, 0], // PidTagOfflineAddressBookSequence
  [0x6802001e, 0], // PidTagOfflineAddressBookContainerGuid
] as const
const recordProperties = [
  [0x3003001e, 2], // PidTagEmailAddress, the X.500 name
  [0x39fe001f, 1], // PidTagSmtpAddress
  [0x3001001f, 1], // PidTagDisplayName
  [0x3a00001f, 1], // PidTagAccount
  [0x39000003, 0], // PidTagDisplayType
  [0x0ffe0003, 0], // PidTagObjectType
] as const

const mailUser = { displayType: 0, objectType: 6 } as const

export interface AddressList {
  /** `\Global Address List`. */
  readonly name: string
  readonly dn: string
  readonly guid: string
  readonly sequence: number
}

/** The whole file, before it is put into its container. */
export function addressBookFile(list: AddressList, users: readonly UserPlan[]): Buffer {
  const records = users.map((user) =>
    record([legacyDnOf(user), user.mailbox, user.displayName, user.user, mailUser.displayType, mailUser.objectType]),
  )
  const properties = new ByteWriter().put(propertyTable(headerProperties)).put(propertyTable(recordProperties)).end()
  const rest = Buffer.concat([
    new ByteWriter().u32(4 + properties.length).end(),
    properties,
    record([list.name, list.dn, list.sequence, list.guid]),
    ...records,
  ])
  return Buffer.concat([new ByteWriter().u32(0x20).u32(checksum(rest)).u32(users.length).end(), rest])
}

/** CRC-32 as address books have it: without the last inversion. */
export function checksum(bytes: Uint8Array): number {
  return (crc32(bytes) ^ 0xffffffff) >>> 0
}

function propertyTable(properties: readonly (readonly [tag: number, flags: number])[]): Buffer {
  const writer = new ByteWriter().u32(properties.length)
  for (const [tag, flags] of properties) writer.u32(tag).u32(flags)
  return writer.end()
}

/** Size, a bit for each property that is there (the first is the highest of the first byte), the values. */
function record(values: RecordValues): Buffer {
  const present = Buffer.alloc(Math.ceil(values.length / 8))
  const body = new ByteWriter()
  for (const [index, value] of values.entries()) {
    if (value === '') continue
    const byte = Math.trunc(index / 8)
    present.writeUInt8(present.readUInt8(byte) | (0x80 >> (index % 8)), byte)
    body.put(typeof value === 'string' ? Buffer.from(`${value}\0`, 'utf8') : packedInteger(value))
  }
  return new ByteWriter()
    .u32(4 + present.length + body.length)
    .put(present)
    .put(body.end())
    .end()
}

/** Up to 0x7F in one byte; else 0x80 plus the number of bytes, then the value, little-endian. */
function packedInteger(value: number): Buffer {
  if (value <= 0x7f) return Buffer.of(value)
  const bytes = value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffff ? 3 : 4
  const packed = Buffer.alloc(1 + bytes)
  packed.writeUInt8(0x80 + bytes, 0)
  packed.writeUIntLE(value, 1, bytes)
  return packed
}
