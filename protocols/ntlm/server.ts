// The server's part: a challenge, then the check of what comes back.

import { randomBytes, timingSafeEqual } from 'node:crypto'
import { avFlagMic, avId, avValue, encodeAvPairs } from './av-pairs.ts'
import { hasFlag, ntlmFlags } from './flags.ts'
import {
  type AuthenticateMessage,
  decodeAuthenticate,
  decodeChallenge,
  decodeNegotiate,
  encodeChallenge,
  micOffset,
} from './messages.ts'
import { ntlmv1Answer, ntlmv1Length } from './ntlmv1.ts'
import { decodeNtResponse, fileTime, hmacMd5, ntlmv2Key } from './ntlmv2.ts'
import { rc4 } from './rc4.ts'
import type { NtlmAgreement } from './signature.ts'

/** Flags that a server grants when the client asks for them. */
const grantable =
  ntlmFlags.requestTarget |
  ntlmFlags.sign |
  ntlmFlags.seal |
  ntlmFlags.alwaysSign |
  ntlmFlags.extendedSessionSecurity |
  ntlmFlags.encryption128 |
  ntlmFlags.encryption56 |
  ntlmFlags.keyExchange

/** Who the server is. */
export interface ChallengeOptions {
  /** The Type 1 message as received. */
  readonly negotiate: Uint8Array
  /** `CAS1` and `CONTOSO`. */
  readonly netbiosComputer: string
  readonly netbiosDomain: string
  /** `cas1.contoso.local` and `contoso.local`. */
  readonly dnsComputer: string
  readonly dnsDomain: string
  /** 8 bytes; random unless told. */
  readonly serverChallenge?: Buffer
  /** Milliseconds since 1970; now unless told. */
  readonly now?: number
}

/**
 * The Type 2 message of a member server of a domain, with the AV pairs in the order in which Exchange servers send them.
 * @throws ProtocolSyntaxError when the Type 1 message is malformed.
 */
export function createChallenge(options: ChallengeOptions): Buffer {
  const asked = decodeNegotiate(options.negotiate).flags
  const encoding = hasFlag(asked, ntlmFlags.unicode) ? ntlmFlags.unicode : ntlmFlags.oem
  const flags =
    (encoding |
      (asked & grantable) |
      ntlmFlags.ntlm |
      ntlmFlags.targetTypeDomain |
      ntlmFlags.targetInfo |
      ntlmFlags.version) >>>
    0
  const text = (value: string): Buffer => Buffer.from(value, 'utf16le')
  return encodeChallenge({
    flags,
    targetName: options.netbiosDomain,
    serverChallenge: options.serverChallenge ?? randomBytes(8),
    targetInfo: encodeAvPairs([
      [avId.netbiosDomain, text(options.netbiosDomain)],
      [avId.netbiosComputer, text(options.netbiosComputer)],
      [avId.dnsDomain, text(options.dnsDomain)],
      [avId.dnsComputer, text(options.dnsComputer)],
      [avId.dnsTree, text(options.dnsDomain)],
      [avId.timestamp, fileTime(options.now ?? Date.now())],
    ]),
  })
}

/** What a Type 3 message is checked against. */
export interface VerifyOptions {
  /** The three messages as they went over one connection. */
  readonly negotiate: Uint8Array
  readonly challenge: Uint8Array
  readonly authenticate: Uint8Array
  /** The password of an account, undefined when there is none; names come as the client sent them. */
  readonly passwordOf: (user: string, domain: string) => string | undefined
  /** `channelBindingOf` the server's own certificate; absent over plain HTTP. */
  readonly channelBinding?: Uint8Array | undefined
}

type NtlmRefusal = 'anonymous' | 'no-nt-response' | 'wrong-credentials' | 'wrong-mic'

/** Whether a client bound its log-on to a TLS session, and to which: that of the server, or another. */
export type ChannelBindingFound = 'none' | 'same' | 'other'

/** Who has logged on, with names as sent; or why nobody has. */
export type NtlmVerdict =
  | {
      readonly ok: true
      readonly user: string
      readonly domain: string
      readonly agreement: NtlmAgreement
      /** For the caller to judge (Extended Protection). */
      readonly binding: ChannelBindingFound
    }
  | { readonly ok: false; readonly reason: NtlmRefusal; readonly user: string; readonly domain: string }

/**
 * Checks a Type 3 message against the challenge that was sent on the same connection. An account that does not exist
 * takes as long as a wrong password.
 * @throws ProtocolSyntaxError when a message is malformed.
 */
export function verifyAuthenticate(options: VerifyOptions): NtlmVerdict {
  const message = decodeAuthenticate(options.authenticate)
  const { user, domain } = message
  const refuse = (reason: NtlmRefusal): NtlmVerdict => ({ ok: false, reason, user, domain })

  if (user === '' && message.ntResponse.length === 0) return refuse('anonymous')
  if (message.ntResponse.length === 0) return refuse('no-nt-response')
  if (message.ntResponse.length === ntlmv1Length) return verifyNtlmv1(options, message)

  const { proof, signed, blob } = decodeNtResponse(message.ntResponse)
  const password = options.passwordOf(user, domain)
  const key = ntlmv2Key(user, domain, password ?? '')
  const expected = hmacMd5(key, decodeChallenge(options.challenge).serverChallenge, signed)
  const right = timingSafeEqual(expected, proof)
  if (!right || password === undefined) return refuse('wrong-credentials')

  const flags = avValue(blob.avPairs, avId.flags)
  const promised = flags?.length === 4 && hasFlag(flags.readUInt32LE(0), avFlagMic)
  const sessionKey = exportedKey(message, hmacMd5(key, proof))
  if (promised && !micHolds(options, message, sessionKey)) return refuse('wrong-mic')
  const binding = findBinding(options, avValue(blob.avPairs, avId.channelBindings))
  return { ok: true, user, domain, agreement: { flags: message.flags, sessionKey }, binding }
}

/** NTLMv1 has neither MIC nor channel binding. */
function verifyNtlmv1(options: VerifyOptions, message: AuthenticateMessage): NtlmVerdict {
  const { user, domain, flags, lmResponse, ntResponse } = message
  const password = options.passwordOf(user, domain)
  const { serverChallenge } = decodeChallenge(options.challenge)
  const extended = hasFlag(flags, ntlmFlags.extendedSessionSecurity)
  const { response, key } = ntlmv1Answer(password ?? '', serverChallenge, lmResponse, extended)
  const right = timingSafeEqual(response, ntResponse)
  if (!right || password === undefined) return { ok: false, reason: 'wrong-credentials', user, domain }
  return { ok: true, user, domain, agreement: { flags, sessionKey: exportedKey(message, key) }, binding: 'none' }
}

/** With a key exchange the client chooses the key and enciphers it with the one that both can compute. */
function exportedKey({ flags, encryptedSessionKey }: AuthenticateMessage, sessionBaseKey: Buffer): Buffer {
  return hasFlag(flags, ntlmFlags.keyExchange) && encryptedSessionKey.length === 16
    ? rc4(sessionBaseKey, encryptedSessionKey)
    : sessionBaseKey
}

function micHolds(options: VerifyOptions, message: AuthenticateMessage, exported: Buffer): boolean {
  if (message.mic === undefined) return false
  const blank = Buffer.from(options.authenticate)
  blank.fill(0, micOffset, micOffset + 16)
  return timingSafeEqual(hmacMd5(exported, options.negotiate, options.challenge, blank), message.mic)
}

/** A server without TLS has nothing that a binding could be the same as. */
function findBinding({ channelBinding }: VerifyOptions, sent: Buffer | undefined): ChannelBindingFound {
  // Sixteen zero bytes say "no binding", like none at all (MS-NLMP 2.2.2.1).
  if (sent === undefined || sent.every((byte) => byte === 0)) return 'none'
  const same =
    channelBinding !== undefined && sent.length === channelBinding.length && timingSafeEqual(sent, channelBinding)
  return same ? 'same' : 'other'
}
