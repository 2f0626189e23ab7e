// The sec_trailer at the end of a PDU, and the token after it (C706 13.2.6.1; MS-RPCE 2.2.2.11).
//
//   … body, padded ── type u8 ─ level u8 ─ length of padding u8 ─ 0 ─ context id u32 ── token (auth length bytes)

import { ByteReader } from '../byte-reader.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { authTrailerLength, decodePduHeader, pduHeaderLength } from './header.ts'

/** Security providers (MS-RPCE 2.2.1.1.7) that the lab speaks. */
export const authTypes = { negotiate: 9, ntlm: 10 } as const

/** Authentication levels (MS-RPCE 2.2.1.1.8). NTLM makes `call` and `packet` the same as `integrity`. */
export const authLevels = { none: 1, connect: 2, call: 3, packet: 4, integrity: 5, privacy: 6 } as const

/** A trailer. */
export interface AuthVerifier {
  readonly type: number
  readonly level: number
  /** Which security context of the connection is meant. */
  readonly contextId: number
  readonly value: Buffer
}

/** A trailer as found in a PDU. */
export interface FoundVerifier extends AuthVerifier {
  /** Where the trailer begins in the PDU; the padding ends there. */
  readonly at: number
  /** Bytes of padding between body and trailer. */
  readonly padding: number
}

/**
 * The trailer of a whole PDU; undefined when it has none.
 * @throws ProtocolSyntaxError when the lengths do not fit one another
 */
export function findAuthVerifier(pdu: Uint8Array): FoundVerifier | undefined {
  const { authLength, fragmentLength } = decodePduHeader(pdu)
  if (authLength === 0) return undefined
  const at = fragmentLength - authLength - authTrailerLength
  const reader = new ByteReader('DCE/RPC', pdu, at)
  const type = reader.u8('the authentication type')
  const level = reader.u8('the authentication level')
  const padding = reader.u8('the length of the padding')
  reader.u8('a reserved byte')
  if (padding > at - pduHeaderLength) throw reader.error(`${padding} bytes of padding do not fit into the PDU`)
  const contextId = reader.u32('the security context')
  return { type, level, contextId, at, padding, value: Buffer.from(reader.take(authLength, 'the token')) }
}

/** Puts padding, a trailer and its token after a body that begins at a multiple of 4 of the PDU. */
export function writeAuthVerifier(body: ByteWriter, { type, level, contextId, value }: AuthVerifier): ByteWriter {
  const before = body.length
  body.align(4)
  return body
    .put(Buffer.of(type, level, body.length - before, 0))
    .u32(contextId)
    .put(value)
}
