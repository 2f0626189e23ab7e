// The PDUs of connection-oriented DCE/RPC as far as all types share them (C706 chapter 12; MS-RPCE 2.2.2).
//
//   05 00  type  flags  10 00 00 00  fragment length u16  auth length u16  call id u32
//   ── body of the type ── padding ── sec_trailer (8 bytes) and its token, when auth length is not 0 ──

import { ByteReader } from '../byte-reader.ts'
import { ProtocolSyntaxError } from '../syntax-error.ts'

/** PDU types of DCE/RPC; RTS is the one of RPC over HTTP's own. */
export const pduTypes = {
  request: 0,
  response: 2,
  fault: 3,
  bind: 0x0b,
  bindAck: 0x0c,
  bindNak: 0x0d,
  alterContext: 0x0e,
  alterContextResponse: 0x0f,
  auth3: 0x10,
  shutdown: 0x11,
  cancel: 0x12,
  orphaned: 0x13,
  rts: 0x14,
} as const

/** Flags of the common header (C706 12.6.3.1); the meaning of `headerSigning` holds in bind and alter_context only. */
export const pduFlags = {
  first: 0x01,
  last: 0x02,
  headerSigning: 0x04,
  concurrentCalls: 0x10,
  didNotExecute: 0x20,
  objectUuid: 0x80,
} as const

/** The sixteen bytes that every PDU begins with. */
export interface PduHeader {
  /** 5, but for a bind, which may ask for another. */
  readonly majorVersion: number
  /** 0 and 1 are in use. */
  readonly minorVersion: number
  readonly type: number
  readonly flags: number
  /** Length of the whole PDU, header included. */
  readonly fragmentLength: number
  readonly authLength: number
  readonly callId: number
}

/** Bytes of the common header. */
export const pduHeaderLength = 16

/** Bytes of the trailer before an authentication token. */
export const authTrailerLength = 8

/**
 * The common header; a bind of another version is read as well, so that it can be refused. Only integers in little-endian order are read, which all implementations of today send.
 * @throws ProtocolSyntaxError when fewer than 16 bytes are there or it is no PDU of DCE/RPC version 5, little-endian.
 */
export function decodePduHeader(bytes: Uint8Array): PduHeader {
  const reader = new ByteReader('DCE/RPC', bytes)
  const majorVersion = reader.u8('the version')
  const minorVersion = reader.u8('the version')
  const type = reader.u8('the type')
  if (majorVersion !== 5 && type !== pduTypes.bind) throw reader.error('the version is not 5')
  const flags = reader.u8('the flags')
  if (reader.u32('the data representation') !== 0x10) throw reader.error('the data representation is not little-endian')
  const fragmentLength = reader.u16('the fragment length')
  if (fragmentLength < pduHeaderLength) throw reader.error(`a fragment of ${fragmentLength} bytes is too short`)
  const authLength = reader.u16('the auth length')
  if (authLength > 0 && pduHeaderLength + authTrailerLength + authLength > fragmentLength) {
    throw reader.error(`an authentication token of ${authLength} bytes does not fit into ${fragmentLength}`)
  }
  return { majorVersion, minorVersion, type, flags, fragmentLength, authLength, callId: reader.u32('the call id') }
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
