// DCE/RPC over an open virtual connection: CONN/A3 and C2, bind with its log-on, then calls, one after the other.

import { within } from '../../base/deadline.ts'
import { BridgeheadError } from '../../base/errors.ts'
import { CauseError } from '../../base/failure-cause.ts'
import {
  decodeBindAck,
  decodeBindNak,
  decodeFault,
  decodePduHeader,
  encodeAuth3,
  encodeBind,
  encodeRequest,
  findAuthVerifier,
  ndr,
  pduFlags,
  pduTypes,
  protectPdu,
  type RpcSyntax,
  stubOffset,
  unprotectStub,
} from '../../protocols/dcerpc/index.ts'
import { decodeRts, readConnA3, readConnC2 } from '../../protocols/rts/index.ts'
import type { RpcChannels } from './rpc-channels.ts'
import type { RpcClientSecurity } from './rpc-security.ts'

/** Milliseconds that each answer may take. */
const stepWithin = 30_000

/** Bytes of the fragments that are sent and taken. */
const maxFragment = 5_840

/** Bytes of stub in one fragment, with room for a signature. */
const pieceBytes = 5_760

/** Bytes of stub that an answer may have. */
const mostBytes = 4 * 1024 * 1024

/** How a call differs from others. */
export interface CallOptions {
  /** Number of the interface among those that the connection was opened with; the first when absent. */
  readonly context?: number
  /** Milliseconds that the answer may take; 30 000 unless told. */
  readonly patience?: number
}

/** The server refused, by the rules of the protocol. */
export class RpcRefusal extends Error {
  override readonly name = 'RpcRefusal'
  /** Of a fault; undefined for another refusal. */
  readonly status: number | undefined

  constructor(reason: string, status?: number) {
    super(reason)
    this.status = status
  }
}

/** A fragment of a result. */
export interface RpcResponse {
  readonly callId: number
  readonly stub: Buffer
  /** Whether it is the last of its call. */
  readonly isLast: boolean
}

export class RpcConnection {
  readonly #channels: RpcChannels
  readonly #security: RpcClientSecurity | undefined
  #callId = 1

  /** @param security absent for calls that are not protected */
  constructor(channels: RpcChannels, security?: RpcClientSecurity) {
    this.#channels = channels
    this.#security = security
  }

  /**
   * Waits until the channels are joined, and binds to interfaces, of which the first must be there.
   * @throws RpcRefusal, CauseError, ProtocolSyntaxError
   */
  async open(...interfaces: readonly RpcSyntax[]): Promise<void> {
    if (readConnA3(decodeRts(await this.#next(pduTypes.rts))) === undefined) throw refusal('CONN/A3 did not come')
    if (readConnC2(decodeRts(await this.#next(pduTypes.rts))) === undefined) throw refusal('CONN/C2 did not come')
    const contexts = interfaces.map((one, id) => ({ id, interface: one, transfers: [ndr] }))
    const bind = { callId: this.#callId, maxFragment, associationGroup: 0 }
    const auth = this.#security?.trailer(this.#security.first())
    this.#channels.send(encodeBind({ ...bind, contexts }, { auth, flags: pduFlags.concurrentCalls }))
    const ack = await this.#next(pduTypes.bindAck)
    if (decodeBindAck(ack).results[0]?.result !== 0) throw refusal('the interface is not there')
    if (this.#security === undefined) return
    const last = this.#security.trailer(this.#security.last(tokenOf(ack)))
    if (!this.#security.hasAnswer) {
      this.#channels.send(encodeAuth3(this.#callId, last))
      return
    }
    this.#channels.send(encodeBind({ ...bind, contexts }, { auth: last, type: 'alterContext' }))
    const answer = await this.#next(pduTypes.alterContextResponse)
    if (!this.#security.confirm(tokenOf(answer))) throw refusal('its last token of SPNEGO is wrong')
  }

  /** Calls an operation: the stub of its results. @throws RpcRefusal, CauseError, ProtocolSyntaxError */
  async call(operation: number, stub: Buffer, { context = 0, patience }: CallOptions = {}): Promise<Buffer> {
    this.begin(operation, stub, context)
    const parts: Buffer[] = []
    let bytes = 0
    for (;;) {
      const { stub: part, isLast } = await this.response(patience)
      parts.push(part)
      bytes += part.length
      if (bytes > mostBytes) throw new CauseError('bad-response', `An answer of RPC has more than ${mostBytes} bytes.`)
      if (isLast) return Buffer.concat(parts)
    }
  }

  /** Sends a call, whose responses are then to be taken one by one among those of other calls; its id. */
  begin(operation: number, stub: Buffer, context = 0): number {
    this.#callId += 1
    let at = 0
    do {
      this.#sendPiece({ operation, context }, stub, at)
      at += pieceBytes
    } while (at < stub.length)
    return this.#callId
  }

  /** The next fragment of a result, of whichever call. @throws RpcRefusal, CauseError, ProtocolSyntaxError */
  async response(patience?: number): Promise<RpcResponse> {
    const pdu = await this.#next(pduTypes.response, patience)
    const { callId, flags } = decodePduHeader(pdu)
    return { callId, stub: this.#stubOf(pdu), isLast: (flags & pduFlags.last) !== 0 }
  }

  #sendPiece(target: { readonly operation: number; readonly context: number }, stub: Buffer, at: number): void {
    const piece = stub.subarray(at, at + pieceBytes)
    const flags = (at === 0 ? pduFlags.first : 0) | (at + pieceBytes >= stub.length ? pduFlags.last : 0)
    const head = { ...target, callId: this.#callId, allocationHint: stub.length - at }
    const pdu = encodeRequest({ ...head, stub: piece }, { flags })
    const protection = this.#security?.protection
    this.#channels.send(protection === undefined ? pdu : protectPdu(pdu, stubOffset, protection))
  }

  #stubOf(pdu: Buffer): Buffer {
    const protection = this.#security?.protection
    const stub = protection === undefined ? pdu.subarray(stubOffset) : unprotectStub(pdu, stubOffset, protection)
    if (stub === undefined) throw new CauseError('bad-response', 'The signature of an answer of RPC is wrong.')
    return stub
  }

  /** The next PDU, which must be of a type. */
  async #next(wanted: number, patience = stepWithin): Promise<Buffer> {
    const { type, pdu } = await inTime(this.#channels.next(), patience)
    if (type === wanted) return pdu
    if (type === pduTypes.fault) {
      const status = decodeFault(pdu)
      throw new RpcRefusal(`a fault 0x${status.toString(16).padStart(8, '0')}`, status)
    }
    if (type === pduTypes.bindNak) throw refusal(`bind_nak, reason ${decodeBindNak(pdu)}`)
    throw new CauseError('bad-response', `A PDU of type ${type} came where ${wanted} was due.`)
  }
}

function refusal(reason: string): RpcRefusal {
  return new RpcRefusal(reason)
}

function tokenOf(pdu: Buffer): Buffer {
  return findAuthVerifier(pdu)?.value ?? Buffer.alloc(0)
}

async function inTime<T>(promise: Promise<T>, patience: number): Promise<T> {
  try {
    return await within(promise, patience, 'an answer of RPC')
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error
    throw new CauseError('response-timeout', `RPC was not answered within ${patience} ms.`, error)
  }
}
