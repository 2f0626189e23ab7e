// RPC over HTTP v2 (MS-RPCH), which Outlook Anywhere is: the packets that open and keep its two channels.

export type { RtsCommand } from './commands.ts'
export {
  type ConnA1,
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
export { ReceiveWindow } from './receive-window.ts'
export {
  inA1,
  inA4,
  inA5,
  outA2,
  outA3,
  outA6,
  outA7,
  outB3,
  outC1,
  readInA1,
  readInA5,
  readOutA3,
  readOutA7,
  type Succession,
} from './recycling.ts'
export { decodeRts, encodeRts, rtsFlags } from './rts.ts'
export { isReceiveWindow, SendWindow } from './send-window.ts'
