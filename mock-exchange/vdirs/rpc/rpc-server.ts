// DCE/RPC at the end of the tunnel: interfaces are bound, and the management interface answers. Calls of Exchange's own
// interfaces (EMSMDB, NSPI) are refused by a fault; what is inside of them is the matter of later work.

import { ByteReader } from '../../../protocols/byte-reader.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import {
  type BindPdu,
  decodeBind,
  decodePduHeader,
  encodeBindAck,
  ndr,
  type PresentationContext,
  pduTypes,
  type RpcSyntax,
  rpcInterfaces,
} from '../../../protocols/rts/index.ts'
import { encodePdu, pduHeaderLength } from '../../../protocols/rts/pdu.ts'
import { callManagement } from './management.ts'

/** Result and reason of a presentation context ([C706] 12.6.3.1). */
const acceptance = { result: 0, reason: 0 }
const unknownInterface = { result: 2, reason: 1 }
const unknownTransferSyntax = { result: 2, reason: 2 }
const noTransfer: RpcSyntax = { id: '00000000-0000-0000-0000-000000000000', major: 0, minor: 0 }

/** Reasons and codes of refusal ([C706] appendix E, [MS-RPCE] 2.2.2.5). */
const authenticationNotRecognised = 8
const operationOutOfRange = 0x1c010002
const unknownInterfaceFault = 0x1c010003

export interface RpcServer {
  /**
   * The answer to a PDU of the client; undefined when none is due.
   * @throws ProtocolSyntaxError
   */
  answer(pdu: Buffer): Buffer | undefined
}

/** One association with the endpoint on a port. */
export function createRpcServer(port: number, associationGroup: number): RpcServer {
  const bound = new Map<number, RpcSyntax>()

  const accept = (context: PresentationContext) => {
    const known = Object.values(rpcInterfaces).find((each) => isSame(each, context.interface))
    if (known === undefined) return { ...unknownInterface, transfer: noTransfer }
    if (!context.transfers.some((transfer) => isSame(ndr, transfer))) {
      return { ...unknownTransferSyntax, transfer: noTransfer }
    }
    bound.set(context.id, known)
    return { ...acceptance, transfer: ndr }
  }

  const acknowledge = ({ callId, maxFragment, contexts }: BindPdu): Buffer =>
    encodeBindAck({
      callId,
      maxFragment,
      associationGroup,
      secondaryAddress: String(port),
      results: contexts.map(accept),
    })

  return {
    answer(pdu) {
      const { type, authLength, callId } = decodePduHeader(pdu)
      if (type === pduTypes.bind) return authLength > 0 ? refuseBind(callId) : acknowledge(decodeBind(pdu))
      if (type !== pduTypes.request) return undefined
      const reader = new ByteReader('DCE/RPC', pdu, pduHeaderLength)
      reader.u32('the allocation hint')
      const context = reader.u16('the context')
      const operation = reader.u16('the operation')
      const called = bound.get(context)
      if (called === undefined) return fault(callId, context, unknownInterfaceFault)
      const result = isSame(called, rpcInterfaces.management) ? callManagement(operation) : undefined
      return result === undefined ? fault(callId, context, operationOutOfRange) : response(callId, context, result)
    },
  }
}

function isSame(one: RpcSyntax, other: RpcSyntax): boolean {
  return one.id === other.id && one.major === other.major
}

function response(callId: number, context: number, result: Buffer): Buffer {
  return encodePdu(pduTypes.response, callId, new ByteWriter().u32(result.length).u16(context).u16(0).put(result))
}

function fault(callId: number, context: number, status: number): Buffer {
  return encodePdu(pduTypes.fault, callId, new ByteWriter().u32(32).u16(context).u16(0).u32(status).u32(0))
}

/** Security within RPC is not spoken here; the log-on of the HTTP layer stands. */
function refuseBind(callId: number): Buffer {
  const supportedVersions = Buffer.of(1, 5, 0)
  return encodePdu(pduTypes.bindNak, callId, new ByteWriter().u16(authenticationNotRecognised).put(supportedVersions))
}
