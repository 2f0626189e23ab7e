// RPC over HTTP v2 (MS-RPCH), which Outlook Anywhere is, and the opening of DCE/RPC inside of it.

export {
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
export type { RtsCommand } from './commands.ts'
export {
  type ConnB1,
  channelLifetime,
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
export { decodePduHeader, PduSplitter, pduTypes } from './pdu.ts'
export { decodeRts, encodeRts, rtsFlags } from './rts.ts'
