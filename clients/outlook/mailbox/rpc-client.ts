// Calls of one RPC interface over the channels of Outlook Anywhere, one after the other. RPC itself has no security here:
// the channels' TLS and log-on stand for it, as Outlook 2013 has it.

import { CauseError } from '../../../base/failure-cause.ts'
import {
  decodeBindAck,
  decodeFault,
  decodePduHeader,
  encodeBind,
  encodeRequest,
  ndr,
  pduFlags,
  pduTypes,
  type RpcSyntax,
  stubOffset,
} from '../../../protocols/dcerpc/index.ts'
import type { RpcChannels } from '../rpc-channels.ts'

/** Bytes of a fragment that both sides take. */
const maxFragment = 5_840

export class RpcClient {
  readonly #channels: RpcChannels
  #lastCall = 1

  private constructor(channels: RpcChannels) {
    this.#channels = channels
  }

  /** Binds to interfaces, whose contexts are numbered in their order. @throws CauseError when the first is refused */
  static async bind(channels: RpcChannels, ...interfaces: readonly RpcSyntax[]): Promise<RpcClient> {
    const contexts = interfaces.map((one, id) => ({ id, interface: one, transfers: [ndr] }))
    channels.send(encodeBind({ callId: 1, maxFragment, associationGroup: 0, contexts }))
    const { type, pdu } = await channels.next()
    const accepted = type === pduTypes.bindAck && decodeBindAck(pdu).results[0]?.result === 0
    if (!accepted) throw new CauseError('bad-response', 'The server refused the BIND to its service.')
    return new RpcClient(channels)
  }

  /** Sends a call and gives the stub of its answer. @throws CauseError for a fault, and when a channel ends */
  async call(operation: number, stub: Buffer, context = 0): Promise<Buffer> {
    this.#lastCall += 1
    const callId = this.#lastCall
    const longest = maxFragment - stubOffset
    for (let at = 0; at === 0 || at < stub.length; at += longest) {
      const part = stub.subarray(at, at + longest)
      const flags = (at === 0 ? pduFlags.first : 0) | (at + longest >= stub.length ? pduFlags.last : 0)
      const request = { callId, context, allocationHint: stub.length - at, stub: part, operation }
      this.#channels.send(encodeRequest(request, { flags }))
    }
    const parts: Buffer[] = []
    for (;;) {
      const { type, pdu } = await this.#channels.next()
      if (type === pduTypes.fault) {
        const status = decodeFault(pdu).toString(16)
        throw new CauseError('bad-response', `The server answered call ${operation} with the RPC fault 0x${status}.`)
      }
      if (type !== pduTypes.response) throw new CauseError('bad-response', `A PDU of type ${type} came for an answer.`)
      parts.push(pdu.subarray(stubOffset))
      if ((decodePduHeader(pdu).flags & pduFlags.last) !== 0) return Buffer.concat(parts)
    }
  }
}
