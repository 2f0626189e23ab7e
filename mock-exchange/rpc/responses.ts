// A result as fragments that the client takes (C706 12.6.2), each protected on its own. It goes out at once, or in parts that
// are sent as they come about (an [out] pipe), of which each says its own length only.

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

/** The responses to one call. */
export class ResponseStream {
  readonly #call: { readonly callId: number; readonly context: number }
  readonly #size: number
  readonly #protection: ProtectionOptions | undefined
  #begun = false

  /** @param fragment bytes that the client takes in one PDU */
  constructor(
    { callId, context }: { readonly callId: number; readonly context: number },
    fragment: number,
    protection: ProtectionOptions | undefined,
  ) {
    this.#call = { callId, context }
    this.#protection = protection
    const room = fragment - stubOffset - (protection === undefined ? 0 : protectionOverhead)
    this.#size = room - (room % cut)
  }

  /** Fragments with a part of the result, after which more will come; an empty part has none. */
  *part(stub: Buffer): Generator<Buffer> {
    for (let at = 0; at < stub.length; at += this.#size) {
      const piece = stub.subarray(at, at + this.#size)
      yield this.#fragment(piece, piece.length, 0)
    }
  }

  /** Fragments with the rest of the result: one at least. */
  *end(stub: Buffer): Generator<Buffer> {
    let at = 0
    do {
      const isLast = at + this.#size >= stub.length
      yield this.#fragment(stub.subarray(at, at + this.#size), stub.length - at, isLast ? pduFlags.last : 0)
      at += this.#size
    } while (at < stub.length)
  }

  #fragment(stub: Buffer, allocationHint: number, last: number): Buffer {
    const flags = (this.#begun ? 0 : pduFlags.first) | last
    this.#begun = true
    const pdu = encodeResponse({ ...this.#call, allocationHint, stub }, { flags })
    return this.#protection === undefined ? pdu : protectPdu(pdu, stubOffset, this.#protection)
  }
}
