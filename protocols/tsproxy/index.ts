// RD Gateway by RPC (MS-TSGU, its RPC transport): arguments and results of TsProxyRpcInterface, for both sides.

export {
  tsCapabilities,
  tsErrors,
  tsProxyInterface,
  tsProxyOperations,
  tsProxyPort,
  tsTunnelCalls,
} from './constants.ts'
export {
  readAuthorizeTunnel,
  readCreateChannel,
  readCreateTunnel,
  readHandle,
  readSendToServer,
  readTunnelCall,
  writeAuthorizeTunnel,
  writeCreateChannel,
  writeCreateTunnel,
  writeSendToServer,
  writeTunnelCall,
} from './requests.ts'
export {
  readChannel,
  readCreatedTunnel,
  readReturnValue,
  writeAuthorized,
  writeChannel,
  writeClosed,
  writeCreatedTunnel,
  writeNoPacket,
  writeRefusedTunnel,
  writeReturnValue,
} from './results.ts'
