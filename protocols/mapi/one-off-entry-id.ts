// One-off EntryIDs ([MS-OXCDATA] 2.2.5.1, recalled): somebody who stands in no address book, by name and address.

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { uuidFromBytes, uuidToBytes } from '../dcerpc/uuid.ts'

const provider = 'a41f2b81-a3be-1910-9d6e-00dd010f5402'
/** The texts are in UTF-16; there is no rich text to be sent. */
const flags = { unicode: 0x8000, noRichText: 0x0001 } as const

/** Who a one-off EntryID stands for. */
export interface OneOff {
  readonly name: string
  /** Such as SMTP. */
  readonly addressType: string
  readonly address: string
}

export function writeOneOffEntryId({ name, addressType, address }: OneOff): Buffer {
  return new ByteWriter()
    .u32(0)
    .put(uuidToBytes(provider))
    .u16(0)
    .u16(flags.unicode | flags.noRichText)
    .utf16(name)
    .utf16(addressType)
    .utf16(address)
    .end()
}

/** Whether bytes are a one-off EntryID, rather than one of a contact or of the address book. */
export function isOneOffEntryId(bytes: Buffer): boolean {
  return bytes.length >= 24 && uuidFromBytes(bytes.subarray(4, 20)) === provider
}

/** @throws ProtocolSyntaxError for bytes that are none, or end too early */
export function readOneOffEntryId(bytes: Buffer): OneOff {
  const reader = new ByteReader('MAPI', bytes)
  reader.u32('the flags')
  const said = uuidFromBytes(reader.take(16, 'the provider'))
  if (said !== provider) throw reader.error(`${said} is not the provider of one-off entry ids`)
  reader.u16('the version')
  const isUnicode = (reader.u16('the options') & flags.unicode) !== 0
  const text = (what: string): string =>
    isUnicode ? reader.utf16UntilNul(what) : reader.untilNul(what).toString('latin1')
  return { name: text('the name'), addressType: text('the type of address'), address: text('the address') }
}
