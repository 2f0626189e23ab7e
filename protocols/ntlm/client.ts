// The client's two messages.
//
//   createNegotiate ──Type 1──▶ server ──Type 2──▶ createAuthenticate ──Type 3──▶ server

import { randomBytes } from 'node:crypto'
import { type AvPairs, avFlagMic, avId, avValue, decodeAvPairs } from './av-pairs.ts'
import { hasFlag, ntlmFlags } from './flags.ts'
import { decodeChallenge, encodeAuthenticate, encodeNegotiate, micOffset } from './messages.ts'
import { encodeBlob, fileTime, hmacMd5, ntlmv2Key } from './ntlmv2.ts'
import { rc4 } from './rc4.ts'
import type { NtlmAgreement } from './signature.ts'

const clientFlags =
  ntlmFlags.unicode |
  ntlmFlags.oem |
  ntlmFlags.requestTarget |
  ntlmFlags.ntlm |
  ntlmFlags.alwaysSign |
  ntlmFlags.extendedSessionSecurity |
  ntlmFlags.version |
  ntlmFlags.encryption128 |
  ntlmFlags.encryption56

/** What the session is wanted for after the log-on; nothing over HTTP. */
export interface NegotiateOptions {
  readonly keyExchange?: boolean
  readonly sign?: boolean
  readonly seal?: boolean
}

/** A Type 1 message as Windows sends it: no domain and no workstation. */
export function createNegotiate({ keyExchange, sign, seal }: NegotiateOptions = {}): Buffer {
  const flags =
    clientFlags |
    (keyExchange ? ntlmFlags.keyExchange : 0) |
    (sign || seal ? ntlmFlags.sign : 0) |
    (seal ? ntlmFlags.seal : 0)
  return encodeNegotiate({ flags: flags >>> 0, domain: '', workstation: '' })
}

/** What a Type 3 message is made of. */
export interface AuthenticateOptions {
  /** The Type 1 and Type 2 messages as they went over the wire; the MIC covers them. */
  readonly negotiate: Uint8Array
  readonly challenge: Uint8Array
  readonly user: string
  readonly domain: string
  readonly password: string
  readonly workstation?: string
  /** `channelBindingOf` the certificate seen; absent over plain HTTP. */
  readonly channelBinding?: Uint8Array
  /** Service principal of the server: `HTTP/mail.contoso.com`. */
  readonly targetName?: string
  /** Whether the message is protected by a MIC; true unless told. */
  readonly mic?: boolean
  /** 8 bytes; random unless told. */
  readonly clientChallenge?: Buffer
  /** Milliseconds since 1970; used when the server sends no time of its own. */
  readonly now?: number
}

/**
 * The Type 3 message that answers a challenge, NTLMv2.
 * @throws ProtocolSyntaxError when the challenge is malformed.
 */
export function createAuthenticate(options: AuthenticateOptions): Buffer {
  return authenticate(options).message
}

/** The same, with what the session can be signed and sealed with. @throws ProtocolSyntaxError */
export function authenticate(options: AuthenticateOptions): {
  readonly message: Buffer
  readonly agreement: NtlmAgreement
} {
  const challenge = decodeChallenge(options.challenge)
  const offered = challenge.targetInfo.length > 0 ? decodeAvPairs(challenge.targetInfo) : []
  const serverTime = avValue(offered, avId.timestamp)
  const withMic = options.mic ?? true

  const clientChallenge = options.clientChallenge ?? randomBytes(8)
  const signed = encodeBlob({
    time: serverTime?.length === 8 ? serverTime : fileTime(options.now ?? Date.now()),
    clientChallenge,
    avPairs: answerPairs(offered, options, withMic),
  })
  const key = ntlmv2Key(options.user, options.domain, options.password)
  const proof = hmacMd5(key, challenge.serverChallenge, signed)
  const sessionBaseKey = hmacMd5(key, proof)
  const exchangesKey = hasFlag(challenge.flags, ntlmFlags.keyExchange)
  const exportedKey = exchangesKey ? randomBytes(16) : sessionBaseKey

  const message = encodeAuthenticate({
    flags: challenge.flags,
    domain: options.domain,
    user: options.user,
    workstation: options.workstation ?? '',
    // With a time of the server's the LM response is left empty (MS-NLMP 3.1.5.1.2).
    lmResponse: serverTime
      ? Buffer.alloc(24)
      : Buffer.concat([hmacMd5(key, challenge.serverChallenge, clientChallenge), clientChallenge]),
    ntResponse: Buffer.concat([proof, signed]),
    encryptedSessionKey: exchangesKey ? rc4(sessionBaseKey, exportedKey) : Buffer.alloc(0),
    mic: withMic ? Buffer.alloc(16) : undefined,
  })
  if (withMic) hmacMd5(exportedKey, options.negotiate, options.challenge, message).copy(message, micOffset)
  return { message, agreement: { flags: challenge.flags, sessionKey: exportedKey } }
}

function answerPairs(offered: AvPairs, options: AuthenticateOptions, withMic: boolean): AvPairs {
  const added: [number, Buffer][] = []
  if (withMic) {
    const flags = avValue(offered, avId.flags)
    const value = Buffer.alloc(4)
    value.writeUInt32LE(((flags?.length === 4 ? flags.readUInt32LE(0) : 0) | avFlagMic) >>> 0)
    added.push([avId.flags, value])
  }
  // Without TLS, Windows says so with sixteen zero bytes (MS-NLMP 3.1.5.1.2).
  added.push([avId.channelBindings, options.channelBinding ? Buffer.from(options.channelBinding) : Buffer.alloc(16)])
  if (options.targetName) added.push([avId.targetName, Buffer.from(options.targetName, 'utf16le')])
  return [...offered.filter(([id]) => !added.some(([own]) => own === id)), ...added]
}
