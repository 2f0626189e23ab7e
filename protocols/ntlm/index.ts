// NTLMv2 and its SPNEGO envelope, both sides (MS-NLMP, RFC 4178). No sockets: bytes in, bytes out.

export { channelBindingOf } from './channel-binding.ts'
export { type AuthenticateOptions, createAuthenticate, createNegotiate } from './client.ts'
export { ntlmMessageType } from './messages.ts'
export {
  type ChallengeOptions,
  createChallenge,
  type NtlmRefusal,
  type NtlmVerdict,
  type VerifyOptions,
  verifyAuthenticate,
} from './server.ts'
export {
  isSpnego,
  type NegotiationState,
  type SpnegoToken,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from './spnego.ts'
