// The server's end of one connection of DCE/RPC (C706 chapter 9; MS-RPCE 3.3.1.5), whatever carries its PDUs.
//
//   bind, alter_context ──▶ interfaces, security ──▶ acknowledgement, or bind_nak
//   auth3               ──▶ security
//   request (fragments) ──▶ in the clear ──▶ whole stub ──▶ operation ┄┄▶ response (fragments) or fault
//   orphaned            ──▶ the call's signal        cancel ──▶ nothing: an operation may ignore it

import {
  type BindAckPdu,
  type BindPdu,
  bindNakReasons,
  decodeBind,
  decodePduHeader,
  decodeRequestHead,
  encodeBindAck,
  encodeBindNak,
  encodeFault,
  faultStatus,
  findAuthVerifier,
  type PduHeader,
  pduFlags,
  pduTypes,
  unprotectStub,
} from '../../protocols/dcerpc/index.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { AssociationGroup, AssociationGroups } from './association-groups.ts'
import { CallAssembly } from './call-assembly.ts'
import { RpcFault } from './fault.ts'
import { Presentation } from './presentation.ts'
import { ResponseStream } from './responses.ts'
import { type CallSurroundings, RunningCalls } from './running-calls.ts'
import { type RequestSecurity, RpcSecurity } from './security.ts'
import type { RpcServer } from './types.ts'

/** Fragments: what Windows offers over HTTP, and what all implementations must take (C706 12.6.3.1). */
const largestFragment = 5_840
const smallestFragment = 1_432

/** What an association needs of the world. */
export interface AssociationOptions<Server extends RpcServer> extends CallSurroundings<Server> {
  readonly groups: AssociationGroups
  /** Who logged on over HTTP. */
  readonly user: UserPlan
  /** Sends a PDU to the client, in this order; false when its window is used up, and the PDU waits. */
  readonly send: (pdu: Buffer) => boolean
  /** The client breaks the protocol: the connection is to end. */
  readonly close: () => void
}

export class RpcAssociation<Server extends RpcServer> {
  readonly #options: AssociationOptions<Server>
  readonly #presentation: Presentation<Server>
  readonly #security: RpcSecurity
  readonly #assembly = new CallAssembly()
  readonly #calls: RunningCalls<Server>
  #group: AssociationGroup | undefined
  #fragment = smallestFragment

  constructor(options: AssociationOptions<Server>) {
    const { interfaces, port, server, user } = options
    this.#options = options
    this.#presentation = new Presentation(interfaces.filter(({ ports }) => ports.includes(port)))
    this.#security = new RpcSecurity(server, user)
    this.#calls = new RunningCalls(options)
  }

  /**
   * Takes a whole PDU of the client.
   * @throws ProtocolSyntaxError when it breaks the layout of its type: the connection is lost
   */
  receive(pdu: Buffer): void {
    const header = decodePduHeader(pdu)
    const { send, close } = this.#options
    try {
      const answer = this.#answerTo(pdu, header)
      if (answer !== undefined) send(answer)
    } catch (error) {
      if (!(error instanceof RpcFault)) throw error
      const context = header.type === pduTypes.request ? decodeRequestHead(pdu).context : 0
      send(encodeFault(header.callId, context, error.status))
      // After these nothing is sure any more of what fragments and calls belong together.
      if (error.status === faultStatus.protocolError || error.status === faultStatus.noMemory) close()
    }
  }

  /** The connection is over. */
  end(): void {
    this.#calls.end()
    this.#group?.leave()
    this.#group = undefined
  }

  /** What is due at once. @throws RpcFault */
  #answerTo(pdu: Buffer, header: PduHeader): Buffer | undefined {
    switch (header.type) {
      case pduTypes.bind:
        return this.#bind(pdu, header)
      case pduTypes.alterContext:
        return this.#alter(pdu, header)
      case pduTypes.auth3:
        this.#security.complete(findAuthVerifier(pdu))
        return undefined
      case pduTypes.request:
        this.#request(pdu, header)
        return undefined
      case pduTypes.cancel:
        return undefined
      case pduTypes.orphaned:
        this.#assembly.drop(header.callId)
        this.#calls.orphan(header.callId)
        return undefined
      default:
        throw new RpcFault(faultStatus.protocolError, `a client sends no PDU of type ${header.type}`)
    }
  }

  #bind(pdu: Buffer, { callId, flags, majorVersion, minorVersion }: PduHeader): Buffer {
    const refuse = (reason: number): Buffer => encodeBindNak(callId, reason)
    if (majorVersion !== 5 || minorVersion > 1) return refuse(bindNakReasons.protocolVersionNotSupported)
    const bind = decodeBind(pdu)
    if (this.#group !== undefined) throw new RpcFault(faultStatus.protocolError, 'a connection is bound once')
    const verifier = findAuthVerifier(pdu)
    const security = verifier && this.#security.accept(verifier)
    if (security === 'unknown-type') return refuse(bindNakReasons.authenticationTypeNotRecognised)
    if (security === 'refused') return refuse(bindNakReasons.invalidChecksum)
    const { user, port, groups } = this.#options
    this.#group = groups.join(bind.associationGroup, `${user.domain}\\${user.user}`)
    if (this.#group === undefined) return refuse(bindNakReasons.notSpecified)
    this.#fragment = Math.min(Math.max(bind.maxFragment, smallestFragment), largestFragment)
    const granted = pduFlags.concurrentCalls | (verifier === undefined ? 0 : pduFlags.headerSigning)
    const ack = this.#acknowledgement(bind, this.#group, String(port))
    return encodeBindAck(ack, { auth: security?.answer, flags: flags & granted })
  }

  #alter(pdu: Buffer, { callId }: PduHeader): Buffer {
    const alter = decodeBind(pdu, 'alterContext')
    if (this.#group === undefined) throw new RpcFault(faultStatus.protocolError, 'alter_context before bind')
    const verifier = findAuthVerifier(pdu)
    const security = verifier && this.#security.accept(verifier)
    if (typeof security === 'string') return encodeFault(callId, 0, faultStatus.accessDenied)
    const ack = this.#acknowledgement(alter, this.#group, '')
    return encodeBindAck(ack, { auth: security?.answer, type: 'alterContextResponse' })
  }

  #acknowledgement({ callId, contexts }: BindPdu, { id }: AssociationGroup, secondaryAddress: string): BindAckPdu {
    const results = contexts.map((context) => this.#presentation.negotiate(context))
    return { callId, maxFragment: this.#fragment, associationGroup: id, secondaryAddress, results }
  }

  /** @throws RpcFault */
  #request(pdu: Buffer, { callId, flags }: PduHeader): void {
    const { context, operation, stubAt } = decodeRequestHead(pdu)
    const security = this.#security.of(findAuthVerifier(pdu))
    if (this.#group === undefined) throw new RpcFault(faultStatus.protocolError, 'request before bind')
    const stub = security && stubOf(pdu, stubAt, security)
    if (security === undefined || stub === undefined)
      throw new RpcFault(faultStatus.accessDenied, 'the caller is not known')
    const call = this.#assembly.add({ callId, flags, context, operation, stub })
    if (call === undefined) return
    const called = this.#presentation.of(call.context)
    if (called === undefined) throw new RpcFault(faultStatus.unknownInterface)
    const run = called.operations[call.operation]
    if (run === undefined) throw new RpcFault(faultStatus.operationOutOfRange)
    const responses = new ResponseStream(call, this.#fragment, security.protection)
    const own = {
      user: security.user,
      authLevel: security.level,
      handles: this.#group.handles,
      sendPart: (part: Buffer) => this.#send(responses.part(part)),
    }
    this.#calls.start(callId, call.stub, run, own, (outcome) => {
      if (typeof outcome === 'number') this.#send([encodeFault(callId, call.context, outcome, true)])
      else this.#send(responses.end(outcome))
    })
  }

  #send(pdus: Iterable<Buffer>): boolean {
    let flowing = true
    for (const pdu of pdus) flowing = this.#options.send(pdu)
    return flowing
  }
}

/** The stub in the clear; undefined when its signature does not hold. */
function stubOf(pdu: Buffer, stubAt: number, { protection }: RequestSecurity): Buffer | undefined {
  if (protection !== undefined) return unprotectStub(pdu, stubAt, protection)
  const found = findAuthVerifier(pdu)
  return pdu.subarray(stubAt, found === undefined ? pdu.length : Math.max(stubAt, found.at - found.padding))
}
