// The arithmetic of NTLMv1, server's side (MS-NLMP 3.3.1, 3.4.5.1). Domains take it unless told not to (LmCompatibilityLevel
// below 5; 3 is the default of Windows Server, which sends NTLMv2 and takes both), and mail programs with an NTLM of their
// own still send it. Its LM response is not looked at: Windows has kept no LM hashes since 2008.

import { createCipheriv, createHash } from 'node:crypto'
import { md4 } from './md4.ts'
import { hmacMd5 } from './ntlmv2.ts'

/** Length of its NT response; NTLMv2's is longer. */
export const ntlmv1Length = 24

/** What a password answers to a challenge, and the key of the session that comes of it. */
export interface Ntlmv1Answer {
  readonly response: Buffer
  /** KeyExchangeKey, 16 bytes. */
  readonly key: Buffer
}

/**
 * @param serverChallenge 8 bytes
 * @param lmResponse as sent; with extended session security its first 8 bytes are the client's challenge
 * @param extended whether that was agreed on
 */
export function ntlmv1Answer(
  password: string,
  serverChallenge: Buffer,
  lmResponse: Buffer,
  extended: boolean,
): Ntlmv1Answer {
  const ntHash = md4(Buffer.from(password, 'utf16le'))
  const sessionBaseKey = md4(ntHash)
  if (!extended) return { response: desl(ntHash, serverChallenge), key: sessionBaseKey }
  const clientChallenge = lmResponse.subarray(0, 8)
  const both = createHash('md5').update(serverChallenge).update(clientChallenge).digest()
  return {
    response: desl(ntHash, both.subarray(0, 8)),
    key: hmacMd5(sessionBaseKey, serverChallenge, clientChallenge),
  }
}

/** DESL: the block under each third of a key of 16 bytes and 5 zeros. */
function desl(key: Buffer, block: Buffer): Buffer {
  const padded = Buffer.concat([key, Buffer.alloc(5)])
  return Buffer.concat([0, 7, 14].map((at) => des(padded.subarray(at, at + 7), block)))
}

/** DES under 56 bits of key. OpenSSL 3 has it only as triple DES, which is DES when the three keys are one. */
function des(key: Buffer, block: Buffer): Buffer {
  const bits = BigInt(`0x${key.toString('hex')}`)
  const single = Buffer.from(
    Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(49 - 7 * index)) & 0x7fn) << 1),
  )
  const cipher = createCipheriv('des-ede3', Buffer.concat([single, single, single]), null).setAutoPadding(false)
  return Buffer.concat([cipher.update(block), cipher.final()])
}
