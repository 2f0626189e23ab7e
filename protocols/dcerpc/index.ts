// Connection-oriented DCE/RPC, both sides: PDUs, NDR and the security of PDUs. No sockets: bytes in, bytes out.

export {
  type AuthVerifier,
  authLevels,
  authTypes,
  findAuthVerifier,
} from './auth-verifier.ts'
export {
  type BindAckPdu,
  type BindPdu,
  bindNakReasons,
  decodeBind,
  decodeBindAck,
  decodeBindNak,
  encodeAuth3,
  encodeBind,
  encodeBindAck,
  encodeBindNak,
  type PresentationContext,
} from './bind.ts'
export {
  decodeFault,
  decodeRequestHead,
  encodeFault,
  encodeRequest,
  encodeResponse,
  faultStatus,
  stubOffset,
} from './call.ts'
export { decodePduHeader, type PduHeader, PduSplitter, pduFlags, pduTypes } from './header.ts'
export {
  bindFeatures,
  bindTimeFeatures,
  ndr,
  noSyntax,
  type RpcSyntax,
  rpcInterfaces,
} from './interfaces.ts'
export { contextHandleLength, NdrReader } from './ndr-reader.ts'
export { NdrWriter } from './ndr-writer.ts'
export { isProtected, type ProtectionOptions, protectionOverhead, protectPdu, unprotectStub } from './protection.ts'
export { decodeTower, encodeTower, type Tower } from './tower.ts'
export { uuidToBytes } from './uuid.ts'
