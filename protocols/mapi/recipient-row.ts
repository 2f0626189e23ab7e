// Recipients as they stand in ROPs ([MS-OXCDATA] 2.8.3).

import type { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { type Row, readRow, writeRow } from './property-row.ts'

/** A recipient of a message; what is not known of it is undefined. */
export interface RecipientRow {
  /** legacyExchangeDN, of one in the address book. */
  readonly dn: string | undefined
  /** PidTagDisplayType: 0 a mailbox; only with a DN. */
  readonly displayType: number
  /** An address by SMTP, or of the type that `addressType` says. */
  readonly emailAddress: string | undefined
  readonly addressType: string | undefined
  readonly displayName: string | undefined
  /** The values of the columns that the ROP names. */
  readonly properties: Row
}

const types = { none: 0, dn: 1, smtp: 3, list1: 6, list2: 7 } as const
const flags = {
  email: 0x08,
  display: 0x10,
  transmittable: 0x20,
  same: 0x40,
  unicode: 0x200,
  simple: 0x400,
  other: 0x8000,
}

/** @throws ProtocolSyntaxError */
export function readRecipientRow(reader: ByteReader, columns: readonly number[]): RecipientRow {
  const given = reader.u16('the flags of a recipient')
  const type = given & 7
  const text = (what: string): string =>
    (given & flags.unicode) === 0 ? reader.untilNul(what).toString('latin1') : reader.utf16UntilNul(what)
  let dn: string | undefined
  let displayType = 0
  if (type === types.dn) {
    // The length of the prefix that the DN shares with the server's; servers have answered 0 there for long.
    reader.u8('the used prefix')
    displayType = reader.u8('the display type')
    dn = reader.untilNul('the DN of a recipient').toString('latin1')
  }
  if (type === types.list1 || type === types.list2) {
    reader.take(reader.u16('the length of an entry id'), 'an entry id')
    reader.take(reader.u16('the length of a search key'), 'a search key')
  }
  const ownType = type === types.none && (given & flags.other) !== 0
  const addressType = ownType
    ? reader.untilNul('an address type').toString('latin1')
    : type === types.smtp
      ? 'SMTP'
      : undefined
  const emailAddress = (given & flags.email) === 0 ? undefined : text('an address')
  const displayName = (given & flags.display) === 0 ? undefined : text('a display name')
  if ((given & flags.simple) !== 0) text('a simple display name')
  if ((given & flags.transmittable) !== 0) text('a transmittable name')
  const count = reader.u16('the count of columns')
  if (count > columns.length) throw reader.error(`a recipient has ${count} of ${columns.length} columns`)
  const properties = count === 0 ? [] : readRow(reader, columns.slice(0, count), 'rop')
  return { dn, displayType, emailAddress, addressType, displayName, properties }
}

/** The counterpart, in UTF-16. */
export function writeRecipientRow(columns: readonly number[], recipient: RecipientRow): Buffer {
  const { dn, displayType, emailAddress, displayName, properties, addressType } = recipient
  const smtp = addressType === undefined || addressType === 'SMTP'
  const type = dn !== undefined ? types.dn : smtp && emailAddress !== undefined ? types.smtp : types.none
  const other = dn === undefined && !smtp ? flags.other : 0
  const writer = new ByteWriter().u16(
    type |
      flags.unicode |
      flags.same |
      other |
      (emailAddress === undefined ? 0 : flags.email) |
      (displayName === undefined ? 0 : flags.display),
  )
  if (dn !== undefined)
    writer
      .u8(0)
      .u8(displayType)
      .put(Buffer.from(`${dn}\0`, 'latin1'))
  if (other !== 0) writer.put(Buffer.from(`${addressType}\0`, 'latin1'))
  if (emailAddress !== undefined) writer.utf16(emailAddress)
  if (displayName !== undefined) writer.utf16(displayName)
  writer.u16(properties.length)
  if (properties.length > 0) writeRow(writer, columns, properties, 'rop')
  return writer.end()
}
