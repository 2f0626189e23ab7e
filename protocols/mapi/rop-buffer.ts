// The ROP buffer ([MS-OXCROPS] 2.2.1): its ROPs, one after the other, then the handles that they speak of by index.

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'

/** The handle of an object that is not there (yet). */
export const noHandle = 0xffff_ffff

/** ROPs, still to be taken apart, and the handles that they name by index. */
export interface RopBuffer {
  readonly rops: Buffer
  readonly handles: readonly number[]
}

/** @throws ProtocolSyntaxError */
export function decodeRopBuffer(payload: Uint8Array): RopBuffer {
  const reader = new ByteReader('MAPI', payload)
  const size = reader.u16('the size of the ROPs')
  if (size < 2) throw reader.error('the size of the ROPs counts itself')
  const rops = reader.take(size - 2, 'the ROPs')
  if (reader.left % 4 !== 0) throw reader.error('the handles are not whole')
  return { rops, handles: Array.from({ length: reader.left / 4 }, () => reader.u32('a handle')) }
}

/** The counterpart. */
export function encodeRopBuffer({ rops, handles }: RopBuffer): Buffer {
  const writer = new ByteWriter().u16(rops.length + 2).put(rops)
  for (const handle of handles) writer.u32(handle)
  return writer.end()
}
