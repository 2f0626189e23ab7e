// BIND and BIND_ACK of DCE/RPC (C706 12.6.4.3 and 12.6.4.4): the least that proves a working tunnel.

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { encodePdu, pduHeaderLength, pduTypes, wholePdu } from './pdu.ts'
import { uuidFromBytes, uuidToBytes } from './uuid.ts'

/** An interface or a transfer syntax, with its version. */
export interface RpcSyntax {
  /** UUID in text form. */
  readonly id: string
  readonly major: number
  readonly minor: number
}

/** Interfaces of Exchange that Outlook binds to (reference exchange-protocols.md 2.8). */
export const rpcInterfaces = {
  emsmdb: { id: 'a4f1db00-ca47-1067-b31f-00dd010662da', major: 0, minor: 81 },
  asyncEmsmdb: { id: '5261574a-4572-206e-b268-6b199213b4e4', major: 0, minor: 1 },
  nspi: { id: 'f5cc5a18-4264-101a-8c59-08002b2f8426', major: 56, minor: 0 },
  rfr: { id: '1544f5e0-613c-11d1-93df-00c04fd7bd09', major: 1, minor: 0 },
  management: { id: 'afa8bd80-7d8a-11c9-bef4-08002b102989', major: 1, minor: 0 },
} as const satisfies Record<string, RpcSyntax>

/** NDR, the transfer syntax that all of them use. */
export const ndr: RpcSyntax = { id: '8a885d04-1ceb-11c9-9fe8-08002b104860', major: 2, minor: 0 }

/** An interface that the client wants, with the transfer syntaxes that it can. */
export interface PresentationContext {
  readonly id: number
  readonly interface: RpcSyntax
  readonly transfers: readonly RpcSyntax[]
}

/** BIND. */
export interface BindPdu {
  readonly callId: number
  /** Largest fragment that the client sends and takes. */
  readonly maxFragment: number
  readonly associationGroup: number
  readonly contexts: readonly PresentationContext[]
}

/** BIND_ACK. */
export interface BindAckPdu {
  readonly callId: number
  readonly maxFragment: number
  readonly associationGroup: number
  /** Port of the endpoint as text: `6001`. */
  readonly secondaryAddress: string
  /** One for each context of the bind: 0 accepted, 2 refused, 3 negotiate_ack. */
  readonly results: readonly { readonly result: number; readonly reason: number; readonly transfer: RpcSyntax }[]
}

function writeSyntax(writer: ByteWriter, { id, major, minor }: RpcSyntax): void {
  writer.put(uuidToBytes(id)).u16(major).u16(minor)
}

function readSyntax(reader: ByteReader): RpcSyntax {
  const id = uuidFromBytes(reader.take(16, 'a UUID'))
  return { id, major: reader.u16('a version'), minor: reader.u16('a version') }
}

/** 72 bytes with one context and one transfer syntax. */
export function encodeBind({ callId, maxFragment, associationGroup, contexts }: BindPdu): Buffer {
  const writer = new ByteWriter().u16(maxFragment).u16(maxFragment).u32(associationGroup)
  writer.u8(contexts.length).zeros(3)
  for (const context of contexts) {
    writer.u16(context.id).u8(context.transfers.length).u8(0)
    writeSyntax(writer, context.interface)
    for (const transfer of context.transfers) writeSyntax(writer, transfer)
  }
  return encodePdu(pduTypes.bind, callId, writer)
}

/** A trailer with an authentication token is left alone. @throws ProtocolSyntaxError when it is no whole BIND. */
export function decodeBind(bytes: Uint8Array): BindPdu {
  const { callId } = wholePdu(bytes, pduTypes.bind, 'DCE/RPC')
  const reader = new ByteReader('DCE/RPC', bytes, pduHeaderLength)
  const maxFragment = reader.u16('the largest fragment')
  reader.u16('the largest fragment')
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

/** The bytes of a BIND_ACK. */
export function encodeBindAck(pdu: BindAckPdu): Buffer {
  const writer = new ByteWriter().u16(pdu.maxFragment).u16(pdu.maxFragment).u32(pdu.associationGroup)
  const address = Buffer.from(`${pdu.secondaryAddress}\0`, 'latin1')
  // The header has 16 bytes, so that alignment counted from the body is alignment counted from the PDU.
  writer.u16(address.length).put(address).align(4)
  writer.u8(pdu.results.length).zeros(3)
  for (const { result, reason, transfer } of pdu.results) {
    writer.u16(result).u16(reason)
    writeSyntax(writer, transfer)
  }
  return encodePdu(pduTypes.bindAck, pdu.callId, writer)
}

/** @throws ProtocolSyntaxError when it is no whole BIND_ACK. */
export function decodeBindAck(bytes: Uint8Array): BindAckPdu {
  const { callId } = wholePdu(bytes, pduTypes.bindAck, 'DCE/RPC')
  const reader = new ByteReader('DCE/RPC', bytes, pduHeaderLength)
  const maxFragment = reader.u16('the largest fragment')
  reader.u16('the largest fragment')
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
