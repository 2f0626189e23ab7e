// RD Gateway by RPC, the older transport of MS-TSGU: its interface and numbers.

import type { RpcSyntax } from '../dcerpc/index.ts'

/** TsProxyRpcInterface (MS-TSGU 1.9, 6). */
export const tsProxyInterface: RpcSyntax = { id: '44e265dd-7daf-42cd-8560-3cdb6e7a2729', major: 1, minor: 3 }

/** The endpoint behind the RPC proxy (MS-TSGU 2.1). */
export const tsProxyPort = 3388

/** Operations of the interface (MS-TSGU 3.2.6). */
export const tsProxyOperations = {
  createTunnel: 1,
  authorizeTunnel: 2,
  makeTunnelCall: 3,
  createChannel: 4,
  closeChannel: 6,
  closeTunnel: 7,
  setupReceivePipe: 8,
  sendToServer: 9,
} as const

/** What a TSG_PACKET is (MS-TSGU 2.2.5.2). */
export const tsPackets = {
  versionCaps: 0x5643,
  quarantineRequest: 0x5152,
  response: 0x5052,
  quarantineEncResponse: 0x4552,
  messageRequest: 0x4752,
} as const

/** TS_GATEWAY_TRANSPORT, the component that sends (MS-TSGU 2.2.9.2.1.1). */
export const tsComponent = 0x5452

/** Capabilities (MS-TSGU 2.2.5.2.19 to 2.2.5.2.23): of health checks, idle time-outs, messages and new log-ons. */
export const tsCapabilities = {
  health: 1,
  idleTimeout: 2,
  consent: 4,
  serviceMessage: 8,
  reauthentication: 0x10,
} as const

/** What TsProxyMakeTunnelCall asks for (MS-TSGU 2.2.5.2.17, 2.2.5.2.18). */
export const tsTunnelCalls = { waitForMessage: 1, cancel: 2 } as const

/** Return values (MS-TSGU 2.2.6): HRESULTs, or bare errors where the specification says HRESULT_CODE. */
export const tsErrors = {
  none: 0,
  accessDenied: 5,
  /** The target has closed the connection. */
  badArguments: 0xa0,
  operationAborted: 0x3e3,
  gracefulDisconnect: 0x4ca,
  onlyIfConnected: 0x4e3,
  internalCode: 0x59d8,
  /** HRESULT_CODE(E_PROXY_TS_CONNECTFAILED), which comes as the status of a fault. */
  connectFailedCode: 0x59dd,
  notSupportedCode: 0x59e8,
  internal: 0x800759d8,
  callCancelled: 0x8007071a,
} as const
