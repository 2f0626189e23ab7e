import { ByteWriter } from '../byte-writer.ts'
import { type AuthVerifier, writeAuthVerifier } from './auth-verifier.ts'
import { pduFlags, pduHeaderLength } from './header.ts'

/** What a PDU has beside its type, call and body. */
export interface PduOptions {
  /** `pduFlags`; first and last unless told. */
  readonly flags?: number
  readonly auth?: AuthVerifier
}

/** A whole PDU around a body. */
export function encodePdu(type: number, callId: number, body: ByteWriter, options: PduOptions = {}): Buffer {
  const { flags = pduFlags.first | pduFlags.last, auth } = options
  const content = auth === undefined ? body.end() : writeAuthVerifier(body, auth).end()
  return new ByteWriter()
    .put(Buffer.of(5, 0, type, flags))
    .u32(0x10)
    .u16(pduHeaderLength + content.length)
    .u16(auth?.value.length ?? 0)
    .u32(callId)
    .put(content)
    .end()
}
