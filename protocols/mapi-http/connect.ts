// The bodies of the Connect request type (MS-OXCMAPIHTTP 2.2.4.1; reference exchange-protocols.md 2.7).

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { readAuxiliary } from './fields.ts'

/** What a client asks for with Connect. */
export interface ConnectRequest {
  /** LegacyDN of the mailbox's user. */
  readonly userDn: string
  readonly flags: number
  readonly codePage: number
  readonly lcidSort: number
  readonly lcidString: number
  readonly auxiliary: Buffer
}

/** What the server says to it; a failed answer has only a status code. */
export type ConnectResponse =
  | {
      readonly statusCode: 0
      readonly errorCode: number
      /** Milliseconds until the client should poll. */
      readonly pollsMax: number
      readonly retryCount: number
      /** Milliseconds. */
      readonly retryDelay: number
      readonly dnPrefix: string
      readonly displayName: string
      readonly auxiliary: Buffer
    }
  | { readonly statusCode: number; readonly failed: true; readonly auxiliary: Buffer }

/** The body of a Connect request. */
export function encodeConnectRequest(request: ConnectRequest): Buffer {
  return new ByteWriter()
    .put(Buffer.from(`${request.userDn}\0`, 'latin1'))
    .u32(request.flags)
    .u32(request.codePage)
    .u32(request.lcidSort)
    .u32(request.lcidString)
    .u32(request.auxiliary.length)
    .put(request.auxiliary)
    .end()
}

/** @throws ProtocolSyntaxError */
export function decodeConnectRequest(bytes: Uint8Array): ConnectRequest {
  const reader = new ByteReader('MAPI/HTTP', bytes)
  return {
    userDn: reader.untilNul('the user DN').toString('latin1'),
    flags: reader.u32('the flags'),
    codePage: reader.u32('the code page'),
    lcidSort: reader.u32('the sort locale'),
    lcidString: reader.u32('the string locale'),
    auxiliary: readAuxiliary(reader),
  }
}

/** The body of its answer, after DONE and the header lines. */
export function encodeConnectResponse(response: ConnectResponse): Buffer {
  const writer = new ByteWriter().u32(response.statusCode)
  if (!('failed' in response)) {
    writer
      .u32(response.errorCode)
      .u32(response.pollsMax)
      .u32(response.retryCount)
      .u32(response.retryDelay)
      .put(Buffer.from(`${response.dnPrefix}\0`, 'latin1'))
      .put(Buffer.from(`${response.displayName}\0`, 'utf16le'))
  }
  return writer.u32(response.auxiliary.length).put(response.auxiliary).end()
}

/** @throws ProtocolSyntaxError */
export function decodeConnectResponse(bytes: Uint8Array): ConnectResponse {
  const reader = new ByteReader('MAPI/HTTP', bytes)
  const statusCode = reader.u32('the status code')
  if (statusCode !== 0) return { statusCode, failed: true, auxiliary: readAuxiliary(reader) }
  return {
    statusCode: 0,
    errorCode: reader.u32('the error code'),
    pollsMax: reader.u32('the polling interval'),
    retryCount: reader.u32('the retry count'),
    retryDelay: reader.u32('the retry delay'),
    dnPrefix: reader.untilNul('the DN prefix').toString('latin1'),
    displayName: reader.utf16UntilNul('the display name'),
    auxiliary: readAuxiliary(reader),
  }
}
