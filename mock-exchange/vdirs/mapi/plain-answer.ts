import { ByteWriter } from '../../../protocols/byte-writer.ts'

/**
 * The body that most answers have: StatusCode 0, ErrorCode, the fields of the type, an empty auxiliary buffer
 * (reference/exchange-protocols.md section 2.7).
 */
export function plainAnswer(fields: Uint8Array = Buffer.alloc(0), errorCode = 0): Buffer {
  return new ByteWriter().u32(0).u32(errorCode).put(fields).u32(0).end()
}
