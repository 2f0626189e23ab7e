// How an association begins (C706 12.6.4.1 to 12.6.4.5): bind and alter_context, which have one form, their
// acknowledgements, which have one too, bind_nak, and auth3.

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import type { AuthVerifier } from './auth-verifier.ts'
import { pduFlags, pduHeaderLength, pduTypes, wholePdu } from './header.ts'
import type { RpcSyntax } from './interfaces.ts'
import { encodePdu } from './pdu.ts'
import { uuidFromBytes, uuidToBytes } from './uuid.ts'

/** An interface that the client wants, with the transfer syntaxes that it can. */
export interface PresentationContext {
  readonly id: number
  readonly interface: RpcSyntax
  readonly transfers: readonly RpcSyntax[]
}

type BindType = 'bind' | 'alterContext'
type AckType = 'bindAck' | 'alterContextResponse'

/** bind or alter_context. */
export interface BindPdu {
  readonly callId: number
  /** Largest fragment that the client takes; sent for both directions. */
  readonly maxFragment: number
  readonly associationGroup: number
  readonly contexts: readonly PresentationContext[]
}

/** bind_ack or alter_context_resp. */
export interface BindAckPdu {
  readonly callId: number
  readonly maxFragment: number
  readonly associationGroup: number
  /** Port of the endpoint as text: `6001`; empty in an alter_context_resp. */
  readonly secondaryAddress: string
  /** One for each context of the bind: 0 accepted, 2 refused, 3 negotiate_ack. */
  readonly results: readonly { readonly result: number; readonly reason: number; readonly transfer: RpcSyntax }[]
}

/** What goes along with a bind or its acknowledgement. */
export interface BindOptions {
  readonly auth?: AuthVerifier | undefined
  /** `pduFlags` beside first and last. */
  readonly flags?: number
}

/** Puts a syntax: UUID, then version. */
function writeSyntax(writer: ByteWriter, { id, major, minor }: RpcSyntax): void {
  writer.put(uuidToBytes(id)).u16(major).u16(minor)
}

function readSyntax(reader: ByteReader): RpcSyntax {
  const id = uuidFromBytes(reader.take(16, 'a UUID'))
  return { id, major: reader.u16('a version'), minor: reader.u16('a version') }
}

const options = ({ auth, flags = 0 }: BindOptions): { flags: number; auth?: AuthVerifier } => ({
  flags: pduFlags.first | pduFlags.last | flags,
  ...(auth && { auth }),
})

/** 72 bytes with one context, one transfer syntax and no authentication. */
export function encodeBind(pdu: BindPdu, more: BindOptions & { readonly type?: BindType } = {}): Buffer {
  const { callId, maxFragment, associationGroup, contexts } = pdu
  const writer = new ByteWriter().u16(maxFragment).u16(maxFragment).u32(associationGroup)
  writer.u8(contexts.length).zeros(3)
  for (const context of contexts) {
    writer.u16(context.id).u8(context.transfers.length).u8(0)
    writeSyntax(writer, context.interface)
    for (const transfer of context.transfers) writeSyntax(writer, transfer)
  }
  return encodePdu(pduTypes[more.type ?? 'bind'], callId, writer, options(more))
}

/** A trailer with an authentication token is left alone. @throws ProtocolSyntaxError when it is no whole bind. */
export function decodeBind(bytes: Uint8Array, type: BindType = 'bind'): BindPdu {
  const { callId } = wholePdu(bytes, pduTypes[type], 'DCE/RPC')
  const reader = new ByteReader('DCE/RPC', bytes, pduHeaderLength)
  reader.u16('the largest fragment sent')
  const maxFragment = reader.u16('the largest fragment taken')
  const associationGroup = reader.u32('the association group')
  const count = reader.u8('the number of contexts')
  reader.take(3, 'padding')
  const contexts: PresentationContext[] = []
  while (contexts.length < count) {
    const id = reader.u16('a context')
    const transferCount = reader.u8('the number of transfer syntaxes')
    reader.u8('padding')
    const context = { id, interface: readSyntax(reader), transfers: [] as RpcSyntax[] }
    while (context.transfers.length < transferCount) context.transfers.push(readSyntax(reader))
    contexts.push(context)
  }
  return { callId, maxFragment, associationGroup, contexts }
}

/** The bytes of a bind_ack or alter_context_resp. */
export function encodeBindAck(pdu: BindAckPdu, more: BindOptions & { readonly type?: AckType } = {}): Buffer {
  const writer = new ByteWriter().u16(pdu.maxFragment).u16(pdu.maxFragment).u32(pdu.associationGroup)
  const address = Buffer.from(pdu.secondaryAddress === '' ? '' : `${pdu.secondaryAddress}\0`, 'latin1')
  // The header has 16 bytes, so that alignment counted from the body is alignment counted from the PDU.
  writer.u16(address.length).put(address).align(4)
  writer.u8(pdu.results.length).zeros(3)
  for (const { result, reason, transfer } of pdu.results) {
    writer.u16(result).u16(reason)
    writeSyntax(writer, transfer)
  }
  return encodePdu(pduTypes[more.type ?? 'bindAck'], pdu.callId, writer, options(more))
}

/** @throws ProtocolSyntaxError when it is no whole bind_ack. */
export function decodeBindAck(bytes: Uint8Array, type: AckType = 'bindAck'): BindAckPdu {
  const { callId } = wholePdu(bytes, pduTypes[type], 'DCE/RPC')
  const reader = new ByteReader('DCE/RPC', bytes, pduHeaderLength)
  reader.u16('the largest fragment sent')
  const maxFragment = reader.u16('the largest fragment taken')
  const associationGroup = reader.u32('the association group')
  const address = reader.take(reader.u16('the secondary address'), 'the secondary address')
  reader.align(4, 'padding')
  const count = reader.u8('the number of results')
  reader.take(3, 'padding')
  const results: BindAckPdu['results'][number][] = []
  while (results.length < count) {
    results.push({ result: reader.u16('a result'), reason: reader.u16('a reason'), transfer: readSyntax(reader) })
  }
  return {
    callId,
    maxFragment,
    associationGroup,
    secondaryAddress: address.toString('latin1').replace(/\0$/, ''),
    results,
  }
}

/** Reasons of a bind_nak (C706 12.6.3.1; MS-RPCE 2.2.2.5). */
export const bindNakReasons = {
  notSpecified: 0,
  localLimitExceeded: 2,
  protocolVersionNotSupported: 4,
  authenticationTypeNotRecognised: 8,
  invalidChecksum: 9,
} as const

/** bind_nak, with the one version that is spoken: 5.0. */
export function encodeBindNak(callId: number, reason: number): Buffer {
  return encodePdu(pduTypes.bindNak, callId, new ByteWriter().u16(reason).put(Buffer.of(1, 5, 0)))
}

/** The reason of a bind_nak. @throws ProtocolSyntaxError */
export function decodeBindNak(bytes: Uint8Array): number {
  wholePdu(bytes, pduTypes.bindNak, 'DCE/RPC')
  return new ByteReader('DCE/RPC', bytes, pduHeaderLength).u16('the reason')
}

/** auth3: the last token of a log-on in three legs, which gets no answer. Four bytes of its body say nothing. */
export function encodeAuth3(callId: number, auth: AuthVerifier): Buffer {
  return encodePdu(pduTypes.auth3, callId, new ByteWriter().zeros(4), { auth })
}
