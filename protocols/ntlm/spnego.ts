// SPNEGO (RFC 4178) as the envelope of NTLM, which is what `Authorization: Negotiate` carries without Kerberos.
//
//   client: NegTokenInit { mechTypes [NTLMSSP], mechToken Type 1 }     server: NegTokenResp { accept-incomplete, Type 2 }
//   client: NegTokenResp { responseToken Type 3 }                      server: NegTokenResp { accept-completed }

import { ByteReader } from '../byte-reader.ts'
import { ProtocolSyntaxError } from '../syntax-error.ts'
import { der, readDer, readDerList } from './der.ts'

const oidSpnego = Buffer.from('2b0601050502', 'hex')
/** 1.3.6.1.4.1.311.2.2.10 */
const oidNtlm = Buffer.from('2b06010401823702020a', 'hex')

/** How far a negotiation is, in the words of RFC 4178. */
export type NegotiationState = 'accept-completed' | 'accept-incomplete' | 'reject' | 'request-mic'
const states: readonly NegotiationState[] = ['accept-completed', 'accept-incomplete', 'reject', 'request-mic']

/** The list of mechanisms of `wrapNegTokenInit`, which a mechListMIC signs. */
export const mechTypesOfNtlm: Buffer = der(0x30, der(0x06, oidNtlm))

/** Around the client's first token. */
export function wrapNegTokenInit(token: Uint8Array): Buffer {
  const mechTypes = der(0xa0, mechTypesOfNtlm)
  const mechToken = der(0xa2, der(0x04, token))
  return der(0x60, der(0x06, oidSpnego), der(0xa0, der(0x30, mechTypes, mechToken)))
}

/**
 * Around every later token; `state` and the mechanism only in a server's.
 * @param mechListMic signature over the client's list of mechanisms
 */
export function wrapNegTokenResp(
  token: Uint8Array | undefined,
  state?: NegotiationState,
  mechListMic?: Uint8Array,
): Buffer {
  const fields: Buffer[] = []
  if (state !== undefined) fields.push(der(0xa0, der(0x0a, Buffer.of(states.indexOf(state)))))
  if (state === 'accept-incomplete') fields.push(der(0xa1, der(0x06, oidNtlm)))
  if (token !== undefined) fields.push(der(0xa2, der(0x04, token)))
  if (mechListMic !== undefined) fields.push(der(0xa3, der(0x04, mechListMic)))
  return der(0xa1, der(0x30, ...fields))
}

/** A token taken out of its envelope. */
export interface SpnegoToken {
  readonly kind: 'init' | 'response'
  /** What is inside; absent in a server's last word. */
  readonly token: Buffer | undefined
  readonly state: NegotiationState | undefined
  /** Whether the client offers NTLM at all; true for a response. */
  readonly offersNtlm: boolean
  /** The client's list of mechanisms as it stands in its first token: what a mechListMIC signs. */
  readonly mechTypes: Buffer | undefined
  readonly mechListMic: Buffer | undefined
}

/** Whether a Negotiate token is SPNEGO; else it may be a bare NTLM message, which Windows accepts as well. */
export function isSpnego(bytes: Uint8Array): boolean {
  return bytes[0] === 0x60 || bytes[0] === 0xa1
}

/** @throws ProtocolSyntaxError when it is not a token of RFC 4178. */
export function unwrapSpnego(bytes: Uint8Array): SpnegoToken {
  const outer = readDer(new ByteReader('SPNEGO', bytes))
  if (outer.tag === 0xa1) return unwrapResponse(outer.content)
  if (outer.tag !== 0x60) throw new ProtocolSyntaxError('SPNEGO', 'the token is neither NegTokenInit nor NegTokenResp')

  const [oid, body] = readDerList(outer.content)
  if (oid?.tag !== 0x06 || !oid.content.equals(oidSpnego) || body?.tag !== 0xa0) {
    throw new ProtocolSyntaxError('SPNEGO', 'the mechanism is not SPNEGO')
  }
  const fields = sequence(body.content)
  const mechTypes = fields.find(({ tag }) => tag === 0xa0)
  const offered = mechTypes ? sequence(mechTypes.content) : []
  return {
    kind: 'init',
    token: octets(fields.find(({ tag }) => tag === 0xa2)?.content),
    state: undefined,
    offersNtlm: offered.some(({ tag, content }) => tag === 0x06 && content.equals(oidNtlm)),
    mechTypes: mechTypes?.content,
    mechListMic: octets(fields.find(({ tag }) => tag === 0xa3)?.content),
  }
}

function unwrapResponse(content: Buffer): SpnegoToken {
  const fields = sequence(content)
  const state = fields.find(({ tag }) => tag === 0xa0)
  const value = state && readDerList(state.content)[0]?.content[0]
  return {
    kind: 'response',
    token: octets(fields.find(({ tag }) => tag === 0xa2)?.content),
    state: value === undefined ? undefined : states[value],
    offersNtlm: true,
    mechTypes: undefined,
    mechListMic: octets(fields.find(({ tag }) => tag === 0xa3)?.content),
  }
}

function sequence(content: Buffer): ReturnType<typeof readDerList> {
  const [list] = readDerList(content)
  if (list?.tag !== 0x30) throw new ProtocolSyntaxError('SPNEGO', 'a SEQUENCE was due')
  return readDerList(list.content)
}

function octets(content: Buffer | undefined): Buffer | undefined {
  if (content === undefined) return undefined
  const [element] = readDerList(content)
  if (element?.tag !== 0x04) throw new ProtocolSyntaxError('SPNEGO', 'an OCTET STRING was due')
  return element.content
}
