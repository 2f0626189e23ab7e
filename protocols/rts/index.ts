// RPC over HTTP v2 (MS-RPCH), which Outlook Anywhere is, and the opening of DCE/RPC inside of it.

export {
  type BindAckPdu,
  type BindPdu,
  decodeBind,
  decodeBindAck,
  encodeBind,
  encodeBindAck,
  ndr,
  type PresentationContext,
  type RpcSyntax,
  rpcInterfaces,
} from './bind.ts'
export type { RtsCommand, RtsDestination } from './commands.ts'
export {
  type ConnA1,
  type ConnB1,
  channelLifetime,
  clientKeepalive,
  connA1,
  connA3,
  connB1,
  connC2,
  connectionTimeout,
  echo,
  flowControlAck,
  keepAlive,
  ping,
  readConnA1,
  readConnA3,
  readConnB1,
  readConnC2,
  receiveWindowSize,
} from './packets.ts'
export { decodePduHeader, type PduHeader, PduSplitter, pduTypes } from './pdu.ts'
export { decodeRts, encodeRts, type RtsPdu, rtsFlags } from './rts.ts'
