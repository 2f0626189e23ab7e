// A client of RPC without sockets: PDUs go straight to an association of the mock server.

import { type AdvanceableClock, createClock } from '../../../base/clock.ts'
import { RpcAssociation } from '../../../mock-exchange/rpc/association.ts'
import { AssociationGroups } from '../../../mock-exchange/rpc/association-groups.ts'
import { rpcInterfacesOfExchange } from '../../../mock-exchange/rpc/interfaces/index.ts'
import type { RpcInterface } from '../../../mock-exchange/rpc/types.ts'
import type { VdirContext } from '../../../mock-exchange/vdirs/types.ts'
import {
  decodeBindAck,
  decodeFault,
  decodePduHeader,
  encodeBind,
  encodeRequest,
  ndr,
  pduTypes,
  type RpcSyntax,
  stubOffset,
} from '../../../protocols/dcerpc/index.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { alice, serverContext } from '../vdirs/host.ts'

export interface CallerOptions {
  readonly port?: number
  readonly user?: UserPlan
  readonly interfaces?: readonly RpcInterface[]
  readonly groups?: AssociationGroups
  readonly clock?: AdvanceableClock
}

/** One connection. What the server sends is in `sent`, whole PDUs in order. */
export class Caller {
  readonly association: RpcAssociation<VdirContext>
  readonly sent: Buffer[] = []
  readonly failures: unknown[] = []
  /** What `send` says: whether the client's window has room. */
  flowing = true
  /** To be called once it has. */
  readonly drained: (() => void)[] = []
  closed = false
  held = 0
  #callId = 1

  constructor(options: CallerOptions = {}) {
    this.association = new RpcAssociation({
      server: serverContext(options.clock ?? createClock()),
      port: options.port ?? 6001,
      interfaces: options.interfaces ?? rpcInterfacesOfExchange,
      groups: options.groups ?? new AssociationGroups(),
      user: options.user ?? alice,
      send: (pdu) => {
        this.sent.push(pdu)
        return this.flowing
      },
      drained: (then) => void this.drained.push(then),
      close: () => {
        this.closed = true
      },
      failed: (error) => void this.failures.push(error),
      noteHeld: () => {
        this.held += 1
      },
    })
  }

  /** Sends a PDU; the answers that came at once. */
  tell(pdu: Buffer): readonly Buffer[] {
    const before = this.sent.length
    this.association.receive(pdu)
    return this.sent.slice(before)
  }

  /** Binds context 0 to an interface; the association group. */
  bind(syntax: RpcSyntax, associationGroup = 0): number {
    const contexts = [{ id: 0, interface: syntax, transfers: [ndr] }]
    const [ack] = this.tell(encodeBind({ callId: 1, maxFragment: 5_840, associationGroup, contexts }))
    if (ack === undefined || decodePduHeader(ack).type !== pduTypes.bindAck) throw new Error('the bind was refused')
    const { results, associationGroup: group } = decodeBindAck(ack)
    if (results[0]?.result !== 0) throw new Error('the interface was refused')
    return group
  }

  /** A request of context 0 as one PDU. */
  request(operation: number, stub: Uint8Array, flags?: number): Buffer {
    this.#callId += 1
    const request = { callId: this.#callId, context: 0, allocationHint: stub.length, operation, stub }
    return encodeRequest(request, flags === undefined ? {} : { flags })
  }

  /** Calls an operation that answers at once: its result's stub, or the status of the fault. */
  call(operation: number, stub: Uint8Array = Buffer.alloc(0)): Buffer | number {
    const answers = this.tell(this.request(operation, stub))
    const [first] = answers
    if (first === undefined) throw new Error('no answer came at once')
    if (decodePduHeader(first).type === pduTypes.fault) return decodeFault(first)
    return Buffer.concat(answers.map((pdu) => pdu.subarray(stubOffset)))
  }
}
