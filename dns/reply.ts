// From what is to be answered to the bytes of the reply, no larger than the asker can take.

import { type Answer, encode, type Packet } from 'dns-packet'
import { type Rcode, rcodes } from './rcodes.ts'
import { flags, type Header, headerLength, type WireQuestion } from './wire.ts'

/** Bytes of a UDP message: without EDNS (RFC 1035 section 2.3.4), and what passes every network unbroken (DNS Flag Day 2020). */
const udpWithoutEdns = 512
export const udpWithEdns = 1232
const tcpMessage = 65_535

/** What the asker said in its OPT record (EDNS0, RFC 6891). */
interface Edns {
  /** Largest UDP message that it takes. */
  readonly size: number
  readonly dnssecOk: boolean
}

export interface Reply {
  readonly rcode: Rcode | 'BADVERS'
  readonly authoritative?: boolean
  readonly recursionAvailable: boolean
  readonly answers?: readonly Answer[]
  readonly authorities?: readonly Answer[]
  readonly additionals?: readonly Answer[]
}

export interface Asked {
  readonly header: Header
  /** Undefined when it was not to be read. */
  readonly question: WireQuestion | undefined
  readonly edns: Edns | undefined
  readonly transport: 'udp' | 'tcp'
}

/** Largest reply for an asker, in bytes. */
function sizeLimit({ transport, edns }: Pick<Asked, 'transport' | 'edns'>): number {
  if (transport === 'tcp') return tcpMessage
  return edns === undefined ? udpWithoutEdns : Math.min(Math.max(edns.size, udpWithoutEdns), udpWithEdns)
}

/** The message. What does not fit goes: first the additional records, then all, with TC to say so (RFC 2181 section 9). */
export function encodeReply(asked: Asked, reply: Reply): Buffer {
  const limit = sizeLimit(asked)
  const whole = encodeMessage(asked, reply, false)
  if (whole.length <= limit) return whole
  const { additionals: _, ...smaller } = reply
  const withoutAdditionals = encodeMessage(asked, smaller, false)
  if (withoutAdditionals.length <= limit) return withoutAdditionals
  const { answers: _answers, authorities: _authorities, ...empty } = smaller
  return encodeMessage(asked, empty, true)
}

/** A message of another server, cut down for an asker that cannot take it whole. */
export function fitMessage(asked: Asked, message: Buffer): Buffer {
  if (message.length <= sizeLimit(asked)) return message
  return encodeMessage(asked, { rcode: 'NOERROR', recursionAvailable: true }, true)
}

function encodeMessage({ header, question, edns }: Asked, reply: Reply, truncated: boolean): Buffer {
  const kept = flags.recursionDesired | flags.checkingDisabled
  const bits =
    (header.opcode << 11) |
    (header.flags & kept) |
    (reply.authoritative === true ? flags.authoritative : 0) |
    (truncated ? flags.truncated : 0) |
    (reply.recursionAvailable ? flags.recursionAvailable : 0) |
    (reply.rcode === 'BADVERS' ? 0 : rcodes[reply.rcode])
  const packet: Packet = {
    type: 'response',
    id: header.id,
    flags: bits,
    answers: [...(reply.answers ?? [])],
    authorities: [...(reply.authorities ?? [])],
    additionals: [...(reply.additionals ?? []), ...(edns === undefined ? [] : [optRecord(edns, reply.rcode)])],
  }
  const message = encode(packet)
  if (question === undefined) return message
  message.writeUInt16BE(1, 4)
  return Buffer.concat([message.subarray(0, headerLength), question.bytes, message.subarray(headerLength)])
}

function optRecord({ dnssecOk }: Edns, rcode: Reply['rcode']): Answer {
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: udpWithEdns,
    // BADVERS is 16: the upper bits of the code stand here (RFC 6891 section 6.1.3).
    extendedRcode: rcode === 'BADVERS' ? 1 : 0,
    ednsVersion: 0,
    flags: dnssecOk ? 0x8000 : 0,
    flag_do: dnssecOk,
    options: [],
  }
}
