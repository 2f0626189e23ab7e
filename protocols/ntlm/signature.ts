// Message signatures with the key of an NTLM session, version 2: what GSS_GetMIC gives under extended session security
// (MS-NLMP 3.4.4.2, keys 3.4.5.2 and 3.4.5.3). SPNEGO protects its list of mechanisms with one.

import { createHash } from 'node:crypto'
import { ByteWriter } from '../byte-writer.ts'
import { hasFlag, ntlmFlags } from './flags.ts'
import { hmacMd5 } from './ntlmv2.ts'
import { rc4 } from './rc4.ts'

/** What both sides of a finished handshake have agreed on. */
export interface NtlmAgreement {
  /** ExportedSessionKey, 16 bytes. */
  readonly sessionKey: Buffer
  /** The negotiated flags: those of the Type 3 message. */
  readonly flags: number
}

/** Who signs. */
export type Signer = 'client' | 'server'

const directions: Readonly<Record<Signer, string>> = { client: 'client-to-server', server: 'server-to-client' }

/** Whether messages of the session can be signed at all; without, there is no mechListMIC either (RFC 4178 section 5). */
export function canSign({ flags }: NtlmAgreement): boolean {
  return hasFlag(flags, ntlmFlags.sign) && hasFlag(flags, ntlmFlags.extendedSessionSecurity)
}

/** SIGNKEY, 16 bytes. */
export function signKey({ sessionKey }: NtlmAgreement, signer: Signer): Buffer {
  return md5(sessionKey, `session key to ${directions[signer]} signing key magic constant\0`)
}

/** SEALKEY, 16 bytes, of as much of the session key as the negotiated strength leaves. */
export function sealKey({ sessionKey, flags }: NtlmAgreement, signer: Signer): Buffer {
  const bytes = hasFlag(flags, ntlmFlags.encryption128) ? 16 : hasFlag(flags, ntlmFlags.encryption56) ? 7 : 5
  return md5(sessionKey.subarray(0, bytes), `session key to ${directions[signer]} sealing key magic constant\0`)
}

/** The signature of the first message of a direction (sequence number 0), 16 bytes. */
export function firstSignature(session: NtlmAgreement, signer: Signer, message: Uint8Array): Buffer {
  const sequence = Buffer.alloc(4)
  const checksum = hmacMd5(signKey(session, signer), sequence, message).subarray(0, 8)
  const enciphered = hasFlag(session.flags, ntlmFlags.keyExchange) ? rc4(sealKey(session, signer), checksum) : checksum
  return new ByteWriter().u32(1).put(enciphered).put(sequence).end()
}

function md5(key: Uint8Array, constant: string): Buffer {
  return createHash('md5').update(key).update(constant, 'latin1').digest()
}
