// request, response and fault (C706 12.6.4.7 to 12.6.4.9).
//
//   request    alloc hint u32 ─ context u16 ─ operation u16 ─ [object UUID 16] ─ stub
//   response   alloc hint u32 ─ context u16 ─ cancel count u8 ─ 0 ─ stub
//   fault      alloc hint u32 ─ context u16 ─ cancel count u8 ─ 0 ─ status u32 ─ 0 u32

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { decodePduHeader, pduFlags, pduHeaderLength, pduTypes, wholePdu } from './header.ts'
import { encodePdu, type PduOptions } from './pdu.ts'

/** What stands before the stub of a request. */
export interface RequestHead {
  readonly context: number
  readonly operation: number
  /** Where the stub begins in the PDU: 24, or 40 after an object's UUID. */
  readonly stubAt: number
}

/** @throws ProtocolSyntaxError when the PDU ends before its stub. */
export function decodeRequestHead(pdu: Uint8Array): RequestHead {
  const { flags } = decodePduHeader(pdu)
  const reader = new ByteReader('DCE/RPC', pdu, pduHeaderLength)
  reader.u32('the allocation hint')
  const context = reader.u16('the context')
  const operation = reader.u16('the operation')
  if ((flags & pduFlags.objectUuid) !== 0) reader.take(16, 'the UUID of an object')
  return { context, operation, stubAt: reader.at }
}

/** One fragment of a request or response. */
export interface Fragment {
  readonly callId: number
  readonly context: number
  /** Length of the whole stub from here on, in bytes. */
  readonly allocationHint: number
  readonly stub: Uint8Array
}

/** A request. */
export function encodeRequest(
  { callId, context, allocationHint, stub, operation }: Fragment & { readonly operation: number },
  options?: PduOptions,
): Buffer {
  const body = new ByteWriter().u32(allocationHint).u16(context).u16(operation).put(stub)
  return encodePdu(pduTypes.request, callId, body, options)
}

/** Bytes of a request (without object) or response before its stub. */
export const stubOffset = 24

/** A response. */
export function encodeResponse({ callId, context, allocationHint, stub }: Fragment, options?: PduOptions): Buffer {
  const body = new ByteWriter().u32(allocationHint).u16(context).u16(0).put(stub)
  return encodePdu(pduTypes.response, callId, body, options)
}

/** A fault. @param executed false when the operation was not begun, which tells a client that it may try again */
export function encodeFault(callId: number, context: number, status: number, executed = false): Buffer {
  const flags = pduFlags.first | pduFlags.last | (executed ? 0 : pduFlags.didNotExecute)
  return encodePdu(pduTypes.fault, callId, new ByteWriter().u32(32).u16(context).u16(0).u32(status).u32(0), { flags })
}

/** The status of a fault. @throws ProtocolSyntaxError */
export function decodeFault(pdu: Uint8Array): number {
  wholePdu(pdu, pduTypes.fault, 'DCE/RPC')
  const reader = new ByteReader('DCE/RPC', pdu, stubOffset)
  return reader.u32('the status')
}

/** Statuses of faults (C706 appendix E; Windows' own errors by MS-ERREF). */
export const faultStatus = {
  accessDenied: 0x00000005,
  badStubData: 0x000006f7,
  contextMismatch: 0x1c00001a,
  noMemory: 0x1c00001b,
  operationOutOfRange: 0x1c010002,
  unknownInterface: 0x1c010003,
  protocolError: 0x1c01000b,
  serverTooBusy: 0x1c010014,
} as const
