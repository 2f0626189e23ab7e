// The three NTLM messages as bytes (MS-NLMP 2.2.1; reference exchange-protocols.md 3.2).
//
//   fixed fields │ payload
//   ─────────────┴──▶ a "security buffer" (length u16, room u16, offset u32) points from the one into the other

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { ProtocolSyntaxError } from '../syntax-error.ts'
import { hasFlag, ntlmFlags } from './flags.ts'

const signature = Buffer.from('NTLMSSP\0', 'latin1')

/** Windows Server 2012 R2, as the mock servers are: 6.3 build 9600, NTLM revision 15. */
const serverVersion: Buffer = Buffer.from('060380250000000f', 'hex')

/** Type 1: what the client can. */
export interface NegotiateMessage {
  readonly flags: number
  readonly domain: string
  readonly workstation: string
}

/** Type 2: what the server wants signed. `targetInfo` is a list of AV pairs. */
export interface ChallengeMessage {
  readonly flags: number
  readonly targetName: string
  readonly serverChallenge: Buffer
  readonly targetInfo: Buffer
}

/** Type 3: who the client is, and the proof. */
export interface AuthenticateMessage {
  readonly flags: number
  readonly domain: string
  readonly user: string
  readonly workstation: string
  readonly lmResponse: Buffer
  readonly ntResponse: Buffer
  readonly encryptedSessionKey: Buffer
  /** Undefined when the payload begins where the MIC would stand. */
  readonly mic: Buffer | undefined
}

/** Offset of the MIC in a Type 3 message that has one. */
export const micOffset = 72

/** 1, 2 or 3. @throws ProtocolSyntaxError when it is no NTLM message. */
export function ntlmMessageType(bytes: Uint8Array): 1 | 2 | 3 {
  const reader = new ByteReader('NTLM', bytes)
  if (!reader.take(8, 'the signature').equals(signature)) throw reader.error('the signature NTLMSSP is missing')
  const type = reader.u32('the message type')
  if (type === 1 || type === 2 || type === 3) return type
  throw reader.error(`message type ${type} does not exist`)
}

function fieldsOf(bytes: Uint8Array, type: 1 | 2 | 3): ByteReader {
  const found = ntlmMessageType(bytes)
  if (found !== type) throw new ProtocolSyntaxError('NTLM', `a type ${type} message was due, type ${found} came`)
  return new ByteReader('NTLM', bytes, 12)
}

interface SecurityBuffer {
  readonly offset: number
  readonly value: Buffer
}

function securityBuffer(reader: ByteReader, what: string): SecurityBuffer {
  const length = reader.u16(what)
  reader.u16(what)
  const offset = reader.u32(what)
  if (length === 0) return { offset, value: Buffer.alloc(0) }
  if (offset + length > reader.bytes.length) throw reader.error(`${what} lies outside of the message`)
  return { offset, value: reader.bytes.subarray(offset, offset + length) }
}

const encodingOf = (flags: number): 'utf16le' | 'latin1' => (hasFlag(flags, ntlmFlags.unicode) ? 'utf16le' : 'latin1')

/** @throws ProtocolSyntaxError */
export function decodeNegotiate(bytes: Uint8Array): NegotiateMessage {
  const reader = fieldsOf(bytes, 1)
  const flags = reader.u32('the flags')
  // Old clients stop after the flags (MS-NLMP 2.2.1.1 lets the buffers be absent in practice).
  if (reader.left < 16) return { flags, domain: '', workstation: '' }
  const domain = securityBuffer(reader, 'the domain').value.toString('latin1')
  return { flags, domain, workstation: securityBuffer(reader, 'the workstation').value.toString('latin1') }
}

/** @throws ProtocolSyntaxError */
export function decodeChallenge(bytes: Uint8Array): ChallengeMessage {
  const reader = fieldsOf(bytes, 2)
  const target = securityBuffer(reader, 'the target name').value
  const flags = reader.u32('the flags')
  const serverChallenge = reader.take(8, 'the server challenge')
  const targetName = target.toString(encodingOf(flags))
  if (!hasFlag(flags, ntlmFlags.targetInfo)) return { flags, targetName, serverChallenge, targetInfo: Buffer.alloc(0) }
  reader.take(8, 'the reserved field')
  return { flags, targetName, serverChallenge, targetInfo: securityBuffer(reader, 'the target info').value }
}

/** @throws ProtocolSyntaxError */
export function decodeAuthenticate(bytes: Uint8Array): AuthenticateMessage {
  const reader = fieldsOf(bytes, 3)
  const lm = securityBuffer(reader, 'the LM response')
  const nt = securityBuffer(reader, 'the NT response')
  const domain = securityBuffer(reader, 'the domain')
  const user = securityBuffer(reader, 'the user')
  const workstation = securityBuffer(reader, 'the workstation')
  const key = securityBuffer(reader, 'the session key')
  const flags = reader.u32('the flags')
  const payload = [lm, nt, domain, user, workstation, key].filter(({ value }) => value.length > 0)
  const start = Math.min(reader.bytes.length, ...payload.map(({ offset }) => offset))
  const encoding = encodingOf(flags)
  return {
    flags,
    domain: domain.value.toString(encoding),
    user: user.value.toString(encoding),
    workstation: workstation.value.toString(encoding),
    lmResponse: lm.value,
    ntResponse: nt.value,
    encryptedSessionKey: key.value,
    mic: start >= micOffset + 16 ? reader.bytes.subarray(micOffset, micOffset + 16) : undefined,
  }
}

class MessageWriter {
  readonly #fixed = new ByteWriter()
  readonly #payload = new ByteWriter()
  readonly #payloadStart: number

  constructor(type: number, payloadStart: number) {
    this.#payloadStart = payloadStart
    this.#fixed.put(signature).u32(type)
  }

  buffer(value: Uint8Array): this {
    this.#fixed
      .u16(value.length)
      .u16(value.length)
      .u32(this.#payloadStart + this.#payload.length)
    this.#payload.put(value)
    return this
  }

  put(bytes: Uint8Array): this {
    this.#fixed.put(bytes)
    return this
  }

  u32(value: number): this {
    this.#fixed.u32(value)
    return this
  }

  end(): Buffer {
    return this.#fixed.put(this.#payload.end()).end()
  }
}

/** Domain and workstation go out in the OEM character set, as MS-NLMP 2.2.1.1 wants. */
export function encodeNegotiate({ flags, domain, workstation }: NegotiateMessage): Buffer {
  return new MessageWriter(1, 40)
    .u32(flags)
    .buffer(Buffer.from(domain, 'latin1'))
    .buffer(Buffer.from(workstation, 'latin1'))
    .put(serverVersion)
    .end()
}

/** The bytes of a Type 2 message; the target name goes in the character set of the flags. */
export function encodeChallenge({ flags, targetName, serverChallenge, targetInfo }: ChallengeMessage): Buffer {
  return new MessageWriter(2, 56)
    .buffer(Buffer.from(targetName, encodingOf(flags)))
    .u32(flags)
    .put(serverChallenge)
    .put(Buffer.alloc(8))
    .buffer(targetInfo)
    .put(serverVersion)
    .end()
}

/** `mic` takes its 16 bytes when given; without it the payload follows the version. */
export function encodeAuthenticate(message: AuthenticateMessage): Buffer {
  const encoding = encodingOf(message.flags)
  return new MessageWriter(3, message.mic === undefined ? micOffset : micOffset + 16)
    .buffer(message.lmResponse)
    .buffer(message.ntResponse)
    .buffer(Buffer.from(message.domain, encoding))
    .buffer(Buffer.from(message.user, encoding))
    .buffer(Buffer.from(message.workstation, encoding))
    .buffer(message.encryptedSessionKey)
    .u32(message.flags)
    .put(serverVersion)
    .put(message.mic ?? Buffer.alloc(0))
    .end()
}
