// A result as fragments that the client takes (C706 12.6.2), each protected on its own.

import {
  encodeResponse,
  type ProtectionOptions,
  pduFlags,
  protectionOverhead,
  protectPdu,
  stubOffset,
} from '../../protocols/dcerpc/index.ts'

/** Stubs are cut at a multiple of 16, so that no fragment but the last is padded. */
const cut = 16

/** @param fragment bytes that the client takes in one PDU */
export function* encodeResponses(
  call: { readonly callId: number; readonly context: number },
  stub: Buffer,
  fragment: number,
  protection: ProtectionOptions | undefined,
): Generator<Buffer> {
  const room = fragment - stubOffset - (protection === undefined ? 0 : protectionOverhead)
  const size = room - (room % cut)
  let at = 0
  do {
    const piece = stub.subarray(at, at + size)
    const flags = (at === 0 ? pduFlags.first : 0) | (at + size >= stub.length ? pduFlags.last : 0)
    const pdu = encodeResponse({ ...call, allocationHint: stub.length - at, stub: piece }, { flags })
    yield protection === undefined ? pdu : protectPdu(pdu, stubOffset, protection)
    at += size
  } while (at < stub.length)
}
