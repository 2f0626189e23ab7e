// The bodies of the Execute request type ([MS-OXCMAPIHTTP] 2.2.4.2): ROPs on their way.

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { readAuxiliary } from './fields.ts'

/** What a client asks for with Execute; `ropBuffer` is one or more extended buffers. */
export interface ExecuteRequest {
  readonly flags: number
  readonly ropBuffer: Buffer
  /** Bytes that the answer's ROP buffer may have. */
  readonly maxRopOut: number
}

/** What the server says to it. */
export interface ExecuteResponse {
  readonly statusCode: number
  readonly errorCode: number
  readonly ropBuffer: Buffer
}

/** @throws ProtocolSyntaxError */
export function decodeExecuteRequest(bytes: Uint8Array): ExecuteRequest {
  const reader = new ByteReader('MAPI/HTTP', bytes)
  const flags = reader.u32('the flags')
  const ropBuffer = reader.take(reader.u32('the size of the ROP buffer'), 'the ROP buffer')
  const maxRopOut = reader.u32('the size of the answer')
  readAuxiliary(reader)
  return { flags, ropBuffer, maxRopOut }
}

/** The counterpart. */
export function encodeExecuteRequest({ flags, ropBuffer, maxRopOut }: ExecuteRequest): Buffer {
  return new ByteWriter().u32(flags).u32(ropBuffer.length).put(ropBuffer).u32(maxRopOut).u32(0).end()
}

/** The fields of an answer behind StatusCode and ErrorCode. */
export function executeFields(ropBuffer: Uint8Array): Buffer {
  return new ByteWriter().u32(0).u32(ropBuffer.length).put(ropBuffer).end()
}

/** @throws ProtocolSyntaxError */
export function decodeExecuteResponse(bytes: Uint8Array): ExecuteResponse {
  const reader = new ByteReader('MAPI/HTTP', bytes)
  const statusCode = reader.u32('the status code')
  if (statusCode !== 0) return { statusCode, errorCode: 0, ropBuffer: Buffer.alloc(0) }
  const errorCode = reader.u32('the error code')
  reader.u32('the flags')
  const ropBuffer = reader.take(reader.u32('the size of the ROP buffer'), 'the ROP buffer')
  readAuxiliary(reader)
  return { statusCode, errorCode, ropBuffer }
}
