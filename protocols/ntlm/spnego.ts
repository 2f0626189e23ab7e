// SPNEGO (RFC 4178) as the envelope of NTLM, which is what `Authorization: Negotiate` carries without Kerberos.
//
//   client: NegTokenInit { mechTypes [NTLMSSP], mechToken Type 1 }     server: NegTokenResp { accept-incomplete, Type 2 }
//   client: NegTokenResp { responseToken Type 3, mechListMIC }         server: NegTokenResp { accept-completed, mechListMIC }
//
// The MICs cover the list of mechanisms, so that nobody on the way can take the better ones out. They are left away when
// the client's first choice was taken (RFC 4178 section 5).

import { ByteReader } from '../byte-reader.ts'
import { ProtocolSyntaxError } from '../syntax-error.ts'
import { type DerElement, der, readDer, readDerList } from './der.ts'

const oidSpnego = Buffer.from('2b0601050502', 'hex')

/** Object identifiers of mechanisms that clients of Windows servers offer, in the bytes of DER. */
export const mechanisms = {
  /** 1.3.6.1.4.1.311.2.2.10 */
  ntlm: Buffer.from('2b06010401823702020a', 'hex'),
  /** 1.2.840.113554.1.2.2 */
  kerberos: Buffer.from('2a864886f712010202', 'hex'),
  /** 1.2.840.48018.1.2.2: Kerberos as Windows 2000 spelled it, which clients still offer first. */
  microsoftKerberos: Buffer.from('2a864882f712010202', 'hex'),
} as const

/** How far a negotiation is, in the words of RFC 4178. */
export type NegotiationState = 'accept-completed' | 'accept-incomplete' | 'reject' | 'request-mic'
const states: readonly NegotiationState[] = ['accept-completed', 'accept-incomplete', 'reject', 'request-mic']

/** Around the client's first token. @param mechTypes offered mechanisms, the best first; NTLM alone unless told */
export function wrapNegTokenInit(
  token: Uint8Array | undefined,
  mechTypes: readonly Uint8Array[] = [mechanisms.ntlm],
): Buffer {
  const fields = [der(0xa0, encodeMechTypes(mechTypes))]
  if (token !== undefined) fields.push(der(0xa2, der(0x04, token)))
  return der(0x60, der(0x06, oidSpnego), der(0xa0, der(0x30, ...fields)))
}

/** MechTypeList as it stands in NegTokenInit: what mechListMIC is computed over. */
export function encodeMechTypes(mechTypes: readonly Uint8Array[]): Buffer {
  return der(0x30, ...mechTypes.map((mechanism) => der(0x06, mechanism)))
}

/**
 * Around every later token; `state` in a server's only, and with the state of a first answer the mechanism.
 * @param mechListMic signature over the client's list of mechanisms
 * @param chosen whether NTLM is named as the mechanism, which only a server's first answer does
 */
export function wrapNegTokenResp(
  token: Uint8Array | undefined,
  state?: NegotiationState,
  mechListMic?: Uint8Array,
  chosen: boolean = state === 'accept-incomplete' || state === 'request-mic',
): Buffer {
  const fields: Buffer[] = []
  if (state !== undefined) fields.push(der(0xa0, der(0x0a, Buffer.of(states.indexOf(state)))))
  if (chosen) fields.push(der(0xa1, der(0x06, mechanisms.ntlm)))
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
  /** Whether NTLM is what the client wants best; true for a response. */
  readonly prefersNtlm: boolean
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
  const mechTypes = field(fields, 0xa0)
  const offered = mechTypes ? sequence(mechTypes) : []
  return {
    kind: 'init',
    token: octets(field(fields, 0xa2)),
    state: undefined,
    offersNtlm: offered.some(isNtlm),
    prefersNtlm: offered[0] !== undefined && isNtlm(offered[0]),
    mechTypes,
    mechListMic: octets(field(fields, 0xa3)),
  }
}

function unwrapResponse(content: Buffer): SpnegoToken {
  const fields = sequence(content)
  const state = field(fields, 0xa0)
  const value = state && readDerList(state)[0]?.content[0]
  return {
    kind: 'response',
    token: octets(field(fields, 0xa2)),
    state: value === undefined ? undefined : states[value],
    offersNtlm: true,
    prefersNtlm: true,
    mechTypes: undefined,
    mechListMic: octets(field(fields, 0xa3)),
  }
}

const isNtlm = ({ tag, content }: DerElement): boolean => tag === 0x06 && content.equals(mechanisms.ntlm)

const field = (fields: readonly DerElement[], tag: number): Buffer | undefined =>
  fields.find((each) => each.tag === tag)?.content

function sequence(content: Buffer): readonly DerElement[] {
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
