// Signed and sealed PDUs (MS-RPCE 2.2.2.11 to 2.2.2.13, 3.3.1.5.2.2) with NTLM.
//
//   header ─ head of request or response ─ stub ─ padding ─ sec_trailer ─ signature
//   └───────────────────── signed, in the clear ──────────────────────┘
//                                         └─ sealed at privacy ─┘

import type { NtlmSession } from '../ntlm/index.ts'
import { ntlmSignatureLength } from '../ntlm/index.ts'
import { authLevels, findAuthVerifier } from './auth-verifier.ts'
import { authTrailerLength, pduHeaderLength } from './header.ts'

/** Stub and padding together are a multiple of this (MS-RPCE 2.2.2.11). */
const stubAlignment = 16

/** Bytes that protection adds to a PDU at most. */
export const protectionOverhead: number = stubAlignment - 1 + authTrailerLength + ntlmSignatureLength

/** Which security context protects, and how. */
export interface ProtectionOptions {
  readonly session: NtlmSession
  /** `authTypes`, `authLevels`. */
  readonly type: number
  readonly level: number
  readonly contextId: number
}

/** Whether PDUs of a level bear signatures at all. */
export function isProtected(level: number): boolean {
  return level > authLevels.connect
}

/** A PDU without trailer becomes one with. @param stubAt where its stub begins */
export function protectPdu(pdu: Buffer, stubAt: number, options: ProtectionOptions): Buffer {
  const { session, type, level, contextId } = options
  const padding = (stubAlignment - ((pdu.length - stubAt) % stubAlignment)) % stubAlignment
  const trailerAt = pdu.length + padding
  const message = Buffer.alloc(trailerAt + authTrailerLength)
  pdu.copy(message)
  message.writeUInt16LE(message.length + ntlmSignatureLength, 8)
  message.writeUInt16LE(ntlmSignatureLength, 10)
  message.set([type, level, padding, 0], trailerAt)
  message.writeUInt32LE(contextId, trailerAt + 4)
  if (level < authLevels.privacy) return Buffer.concat([message, session.sign(message)])
  const sealed = session.seal(message, stubAt, trailerAt)
  return Buffer.concat([sealed.message, sealed.signature])
}

/**
 * The stub of a protected PDU, in the clear and without padding; undefined when the signature is wrong or missing.
 * @throws ProtocolSyntaxError when the trailer does not fit into the PDU
 */
export function unprotectStub(pdu: Buffer, stubAt: number, options: ProtectionOptions): Buffer | undefined {
  const { session, level } = options
  const found = findAuthVerifier(pdu)
  if (found === undefined || found.level !== level || found.at - found.padding < Math.max(stubAt, pduHeaderLength)) {
    return undefined
  }
  const message = pdu.subarray(0, found.at + authTrailerLength)
  const clear =
    level >= authLevels.privacy
      ? session.unseal(message, stubAt, found.at, found.value)
      : session.verify(message, found.value)
        ? message
        : undefined
  return clear?.subarray(stubAt, found.at - found.padding)
}
