// The extended buffer ([MS-OXCRPC] 2.2.2.1, 3.1.4.2.1) around ROPs and around auxiliary information:
//
//   version u16 0 · flags u16 · size u16 on the wire · size u16 unpacked · payload      again, until the flag `last`

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { decompress } from './lzxpress.ts'

const flags = { compressed: 1, xorMagic: 2, last: 4 } as const

/** Every byte is combined with it, so that mail does not stand readable on the wire ([MS-OXCRPC] 3.1.4.1.1.3). */
const magic = 0xa5

/** Bytes of a payload at most ([MS-OXCRPC] 3.1.4.2.1). */
export const longestPayload = 32_768

/** The payloads, unpacked and readable. @throws ProtocolSyntaxError */
export function readExtendedBuffers(bytes: Uint8Array): Buffer[] {
  const reader = new ByteReader('MAPI', bytes)
  const payloads: Buffer[] = []
  for (;;) {
    if (reader.u16('the version of an extended buffer') !== 0) throw reader.error('an extended buffer has version 0')
    const given = reader.u16('the flags of an extended buffer')
    const size = reader.u16('the size of a payload')
    const actual = reader.u16('the unpacked size of a payload')
    let payload = reader.take(size, 'a payload')
    if ((given & flags.xorMagic) !== 0) payload = obfuscate(payload)
    if ((given & flags.compressed) !== 0) payload = decompress(payload, actual)
    else if (size !== actual) throw reader.error('a payload that is not packed has two sizes')
    payloads.push(Buffer.from(payload))
    if ((given & flags.last) !== 0) break
  }
  if (reader.left > 0) throw reader.error(`${reader.left} bytes follow the last extended buffer`)
  return payloads
}

/** The counterpart: plain payloads, as a server may always answer. */
export function writeExtendedBuffers(payloads: readonly Uint8Array[]): Buffer {
  const writer = new ByteWriter()
  for (const [index, payload] of payloads.entries()) {
    const last = index === payloads.length - 1
    writer
      .u16(0)
      .u16(last ? flags.last : 0)
      .u16(payload.length)
      .u16(payload.length)
      .put(payload)
  }
  return writer.end()
}

/** Makes bytes unreadable, or readable again. */
export function obfuscate(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ magic))
}
