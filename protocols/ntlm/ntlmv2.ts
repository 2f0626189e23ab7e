// The arithmetic of NTLMv2 (MS-NLMP 3.3.2; reference exchange-protocols.md 3.3).

import { createHmac } from 'node:crypto'
import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { type AvPairs, decodeAvPairs, encodeAvPairs } from './av-pairs.ts'
import { md4 } from './md4.ts'

/** HMAC-MD5 of the parts one after the other, 16 bytes. */
export function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const hmac = createHmac('md5', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

/** The key that a password, a user and a domain give; the domain counts as sent, the user without regard to case. */
export function ntlmv2Key(user: string, domain: string, password: string): Buffer {
  const ntHash = md4(Buffer.from(password, 'utf16le'))
  return hmacMd5(ntHash, Buffer.from(user.toUpperCase() + domain, 'utf16le'))
}

/** The signed part of an NT response: when, with which client challenge, towards which server. */
export interface Ntlmv2Blob {
  /** FILETIME: units of 100 ns since 1601, 8 bytes little-endian. */
  readonly time: Buffer
  readonly clientChallenge: Buffer
  readonly avPairs: AvPairs
}

/** The bytes that the proof covers, after the server's challenge. */
export function encodeBlob({ time, clientChallenge, avPairs }: Ntlmv2Blob): Buffer {
  return new ByteWriter()
    .put(Buffer.of(1, 1))
    .zeros(6)
    .put(time)
    .put(clientChallenge)
    .zeros(4)
    .put(encodeAvPairs(avPairs))
    .zeros(4)
    .end()
}

/** An NT response taken apart: proof and blob. `signed` is the blob as received, which is what the proof covers. */
export interface NtResponse {
  readonly proof: Buffer
  readonly signed: Buffer
  readonly blob: Ntlmv2Blob
}

/** @throws ProtocolSyntaxError when it is not the response of NTLMv2. */
export function decodeNtResponse(bytes: Uint8Array): NtResponse {
  const reader = new ByteReader('NTLM', bytes)
  const proof = reader.take(16, 'the proof of an NTLMv2 response')
  const signed = reader.bytes.subarray(16)
  if (reader.u16('the version of an NTLMv2 response') !== 0x0101) throw reader.error('the response is not NTLMv2')
  reader.take(6, 'a reserved field')
  const time = reader.take(8, 'the time of an NTLMv2 response')
  const clientChallenge = reader.take(8, 'the client challenge')
  reader.take(4, 'a reserved field')
  return {
    proof,
    signed,
    blob: { time, clientChallenge, avPairs: decodeAvPairs(reader.take(reader.left, 'AV pairs')) },
  }
}

/** FILETIME of a moment in milliseconds since 1970. */
export function fileTime(milliseconds: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE((BigInt(Math.trunc(milliseconds)) + 11_644_473_600_000n) * 10_000n)
  return bytes
}
