// Entry ids of the address book ([MS-OXNSPI] 2.2.9).

import { uuidToBytes } from '../dcerpc/uuid.ts'

/** The provider of all address books of Exchange (GUID_NSPI). */
export const addressBookProvider = 'c840a7dc-42c0-1a10-b4b9-08002b2fe182'

/** Display types ([MS-OXNSPI] 2.2.1.3). */
export const displayTypes = { mailUser: 0, container: 0x100 } as const

/** The id that holds for good: it says the DN. */
export function permanentEntryId(displayType: number, dn: string): Buffer {
  const head = Buffer.alloc(28)
  uuidToBytes(addressBookProvider).copy(head, 4)
  head.writeUInt32LE(1, 20)
  head.writeUInt32LE(displayType, 24)
  return Buffer.concat([head, Buffer.from(`${dn}\0`, 'latin1')])
}

/** The id that holds for one session, whose server it names. */
export function ephemeralEntryId(displayType: number, server: string, id: number): Buffer {
  const bytes = Buffer.alloc(32)
  bytes.writeUInt8(0x87)
  uuidToBytes(server).copy(bytes, 4)
  bytes.writeUInt32LE(1, 20)
  bytes.writeUInt32LE(displayType, 24)
  bytes.writeUInt32LE(id, 28)
  return bytes
}
