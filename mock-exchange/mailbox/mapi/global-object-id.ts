// PidLidGlobalObjectId ([MS-OXOCAL] 2.2.1.27): what all copies of a meeting have in common. iCalendar's UID is made of it
// ([MS-OXCICAL] 2.1.3.1.1.20.26): its bytes in hex, or what stands in it for a UID from elsewhere.

import { guidBytes } from '../guid.ts'

const head = guidBytes('00000004-0082-00e0-74c5-b7101a82e008')
/** What a UID from elsewhere stands behind. */
const foreign = Buffer.from('vCal-Uid\x01\0\0\0', 'latin1')
/** Head, date of an exception, time of creation, zeros. */
const dataAt = 40

/** The id of a UID. */
export function globalObjectId(uid: string): Buffer {
  if (/^040000008200E00074C5B7101A82E008([0-9A-F]{2})+$/i.test(uid)) return Buffer.from(uid, 'hex')
  const data = Buffer.concat([foreign, Buffer.from(`${uid}\0`)])
  const size = Buffer.alloc(4)
  size.writeUInt32LE(data.length)
  return Buffer.concat([head, Buffer.alloc(dataAt - 4 - head.length), size, data])
}

/** The UID of an id; undefined for bytes that are none. That of an exception is the one of its series. */
export function uidOf(id: Buffer): string | undefined {
  if (id.length < dataAt || !id.subarray(0, head.length).equals(head)) return undefined
  if (id.subarray(dataAt, dataAt + foreign.length).equals(foreign)) {
    return id.toString('utf8', dataAt + foreign.length).replace(/\0.*$/s, '')
  }
  const clean = Buffer.from(id)
  clean.fill(0, head.length, head.length + 4)
  return clean.toString('hex').toUpperCase()
}
