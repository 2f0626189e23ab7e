// Signing and sealing after a log-on, with extended session security (MS-NLMP 3.4).
//
//   exported session key ──MD5 with a constant for each direction──▶ signing keys, sealing keys
//   signature: 01 00 00 00 │ HMAC-MD5(signing key, sequence │ message)[0..8], sealed when keys were exchanged │ sequence

import { timingSafeEqual } from 'node:crypto'
import { hasFlag, ntlmFlags } from './flags.ts'
import { hmacMd5 } from './ntlmv2.ts'
import { createRc4, type Rc4 } from './rc4.ts'
import { type NtlmAgreement, type Signer, sealKey, signKey } from './signature.ts'

/** Bytes of a signature. */
export const ntlmSignatureLength = 16

class Direction {
  readonly #agreement: NtlmAgreement
  readonly #from: Signer
  readonly #signingKey: Buffer
  #cipher: Rc4
  #sequence = 0

  constructor(agreement: NtlmAgreement, from: Signer) {
    this.#agreement = agreement
    this.#from = from
    this.#signingKey = signKey(agreement, from)
    this.#cipher = createRc4(sealKey(agreement, from))
  }

  cipher(data: Uint8Array): Buffer {
    return this.#cipher(data)
  }

  signature(message: Uint8Array): Buffer {
    const sequence = Buffer.alloc(4)
    sequence.writeUInt32LE(this.#sequence)
    this.#sequence = (this.#sequence + 1) >>> 0
    const checksum = hmacMd5(this.#signingKey, sequence, message).subarray(0, 8)
    const exchanged = hasFlag(this.#agreement.flags, ntlmFlags.keyExchange)
    return Buffer.concat([Buffer.of(1, 0, 0, 0), exchanged ? this.#cipher(checksum) : checksum, sequence])
  }

  resetCipher(): void {
    this.#cipher = createRc4(sealKey(this.#agreement, this.#from))
  }
}

/** One side's security context; the messages of each direction must be taken in the order in which they were made. */
export class NtlmSession {
  readonly #outgoing: Direction
  readonly #incoming: Direction

  /** @param side which one this is */
  constructor(agreement: NtlmAgreement, side: Signer) {
    this.#outgoing = new Direction(agreement, side)
    this.#incoming = new Direction(agreement, side === 'client' ? 'server' : 'client')
  }

  /** The signature of a message that is sent. */
  sign(message: Uint8Array): Buffer {
    return this.#outgoing.signature(message)
  }

  /** Whether a message that was received bears its signature. */
  verify(message: Uint8Array, signature: Uint8Array): boolean {
    const due = this.#incoming.signature(message)
    return due.length === signature.length && timingSafeEqual(due, signature)
  }

  /** Enciphers the bytes of a message from `start` to `end`; the signature covers the whole message in the clear. */
  seal(message: Buffer, start: number, end: number): { readonly message: Buffer; readonly signature: Buffer } {
    const sealed = Buffer.from(message)
    this.#outgoing.cipher(message.subarray(start, end)).copy(sealed, start)
    return { message: sealed, signature: this.#outgoing.signature(message) }
  }

  /** Takes back what `seal` of the other side did; undefined when the signature is wrong. */
  unseal(message: Buffer, start: number, end: number, signature: Uint8Array): Buffer | undefined {
    const clear = Buffer.from(message)
    this.#incoming.cipher(message.subarray(start, end)).copy(clear, start)
    return this.verify(clear, signature) ? clear : undefined
  }

  /**
   * Both ciphers begin anew, the sequence goes on: after the signatures over SPNEGO's list of mechanisms (MS-SPNG
   * 3.1.5.1 and 3.2.5.1).
   */
  resetCiphers(): void {
    this.#outgoing.resetCipher()
    this.#incoming.resetCipher()
  }
}
