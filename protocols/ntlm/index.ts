// NTLMv2 and its SPNEGO envelope, both sides (MS-NLMP, RFC 4178). No sockets: bytes in, bytes out.

export { channelBindingOf } from './channel-binding.ts'
export { type AuthenticateOptions, authenticate, createAuthenticate, createNegotiate } from './client.ts'
export { ntlmMessageType } from './messages.ts'
export {
  createChallenge,
  type VerifyOptions,
  verifyAuthenticate,
} from './server.ts'
export { canProtect, NtlmSession, ntlmSignatureLength } from './session.ts'
export {
  isSpnego,
  mechTypesOfNtlm,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from './spnego.ts'
