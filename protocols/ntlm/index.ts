// NTLMv2 and its SPNEGO envelope, both sides (MS-NLMP, RFC 4178). No sockets: bytes in, bytes out.

export { channelBindingOf } from './channel-binding.ts'
export { type AuthenticateOptions, authenticate, createAuthenticate, createNegotiate } from './client.ts'
export { ntlmMessageType } from './messages.ts'
export {
  type ChannelBindingFound,
  createChallenge,
  type VerifyOptions,
  verifyAuthenticate,
} from './server.ts'
export { NtlmSession, ntlmSignatureLength } from './session.ts'
export { canSign, firstSignature, type NtlmAgreement } from './signature.ts'
export {
  encodeMechTypes,
  isSpnego,
  mechanisms,
  type SpnegoToken,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from './spnego.ts'
