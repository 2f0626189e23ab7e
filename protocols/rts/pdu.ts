// The common header of DCE/RPC PDUs, and how a stream of them is cut (C706 chapter 12; MS-RPCH 2.2.3.6).
//
//   05 00  type  flags  10 00 00 00  fragment length u16  auth length u16  call id u32

import { ByteReader } from '../byte-reader.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { ProtocolSyntaxError } from '../syntax-error.ts'

/** PDU types of DCE/RPC; RTS is the one of RPC over HTTP's own. */
export const pduTypes = {
  request: 0,
  response: 2,
  fault: 3,
  bind: 0x0b,
  bindAck: 0x0c,
  bindNak: 0x0d,
  auth3: 0x10,
  rts: 0x14,
} as const

/** The sixteen bytes that every PDU begins with. */
export interface PduHeader {
  readonly type: number
  readonly flags: number
  /** Length of the whole PDU, header included. */
  readonly fragmentLength: number
  readonly authLength: number
  readonly callId: number
}

/** Bytes of the common header. */
export const pduHeaderLength = 16

/** @throws ProtocolSyntaxError when fewer than 16 bytes are there or it is no PDU of DCE/RPC version 5, little-endian. */
export function decodePduHeader(bytes: Uint8Array): PduHeader {
  const reader = new ByteReader('DCE/RPC', bytes)
  if (reader.u16('the version') !== 0x0005) throw reader.error('the version is not 5.0')
  const type = reader.u8('the type')
  const flags = reader.u8('the flags')
  if (reader.u32('the data representation') !== 0x10) throw reader.error('the data representation is not little-endian')
  const fragmentLength = reader.u16('the fragment length')
  if (fragmentLength < pduHeaderLength) throw reader.error(`a fragment of ${fragmentLength} bytes is too short`)
  return {
    type,
    flags,
    fragmentLength,
    authLength: reader.u16('the auth length'),
    callId: reader.u32('the call id'),
  }
}

/** A whole PDU in one fragment (flags: first and last) around a body. */
export function encodePdu(type: number, callId: number, writer: ByteWriter): Buffer {
  const body = writer.end()
  const header = Buffer.from('05000003100000000000000000000000', 'hex')
  header.writeUInt8(type, 2)
  header.writeUInt16LE(pduHeaderLength + body.length, 8)
  header.writeUInt32LE(callId, 12)
  return Buffer.concat([header, body])
}

/** The header of a whole PDU, whose length must be what it says. @throws ProtocolSyntaxError */
export function wholePdu(bytes: Uint8Array, type: number, protocol: string): PduHeader {
  const header = decodePduHeader(bytes)
  if (header.fragmentLength !== bytes.length) {
    throw new ProtocolSyntaxError(protocol, `the PDU says ${header.fragmentLength} bytes and has ${bytes.length}`)
  }
  if (header.type !== type) throw new ProtocolSyntaxError(protocol, `type ${type} was due, type ${header.type} came`)
  return header
}

/** Cuts a channel's bytes, in pieces of any size, into whole PDUs. At most one PDU (65535 bytes) is held back. */
export class PduSplitter {
  #held: Buffer = Buffer.alloc(0)

  /** Bytes of a PDU that is not whole yet. */
  get pending(): number {
    return this.#held.length
  }

  /** The PDUs that these bytes complete. @throws ProtocolSyntaxError when a header is wrong; the stream is lost then. */
  push(chunk: Uint8Array): readonly Buffer[] {
    let rest = Buffer.concat([this.#held, chunk])
    const pdus: Buffer[] = []
    while (rest.length >= pduHeaderLength) {
      const { fragmentLength } = decodePduHeader(rest)
      if (rest.length < fragmentLength) break
      pdus.push(rest.subarray(0, fragmentLength))
      rest = rest.subarray(fragmentLength)
    }
    this.#held = rest
    return pdus
  }
}
