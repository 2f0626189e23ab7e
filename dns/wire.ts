// The parts of a DNS message that are handled as bytes: header and question (RFC 1035 section 4.1). The rest is dns-packet's.
//
// The question goes back exactly as it came, whatever its characters; a codec of text could not promise that.

import { lowerCase } from './names.ts'
import { rcodes } from './rcodes.ts'

export const headerLength = 12

/** Bits of the flags, bytes 2 and 3 of the header. */
export const flags = {
  response: 0x8000,
  authoritative: 0x0400,
  truncated: 0x0200,
  recursionDesired: 0x0100,
  recursionAvailable: 0x0080,
  checkingDisabled: 0x0010,
} as const

export interface Header {
  readonly id: number
  readonly flags: number
  readonly opcode: number
  readonly rcode: number
  readonly questions: number
}

/** The header of a message; undefined when the bytes are too few for one. */
export function readHeader(message: Buffer): Header | undefined {
  if (message.length < headerLength) return undefined
  const bits = message.readUInt16BE(2)
  return {
    id: message.readUInt16BE(0),
    flags: bits,
    opcode: (bits >> 11) & 0xf,
    rcode: bits & 0xf,
    questions: message.readUInt16BE(4),
  }
}

export interface WireQuestion {
  /** Dotted, as it came. */
  readonly name: string
  /** Lower case; a dot or backslash within a label is escaped. */
  readonly labels: readonly string[]
  /** Whether all characters are printable ASCII and no dot stands within a label. */
  readonly plain: boolean
  readonly class: number
  /** The whole question: name, type and class. */
  readonly bytes: Buffer
}

/** The first question of a message; undefined when it is malformed. A name here cannot be compressed: nothing is before it. */
export function readQuestion(message: Buffer): WireQuestion | undefined {
  const labels: string[] = []
  let plain = true
  let offset = headerLength
  for (;;) {
    const length = message[offset]
    if (length === undefined || length > 63) return undefined
    offset += 1
    if (length === 0) break
    const label = message.subarray(offset, offset + length).toString('latin1')
    offset += length
    if (offset - headerLength > 254) return undefined
    plain &&= /^[\x21-\x7e]+$/.test(label) && !/[.\\]/.test(label)
    labels.push(label.replace(/[.\\]/g, '\\$&'))
  }
  if (offset + 4 > message.length) return undefined
  const name = labels.join('.')
  return {
    name,
    labels: labels.map(lowerCase),
    plain,
    class: message.readUInt16BE(offset + 2),
    bytes: message.subarray(headerLength, offset + 4),
  }
}

/** Whether a message answers a query: same number, a response, and the same question but for upper and lower case. */
export function answers(query: Buffer, message: Buffer): boolean {
  const asked = readHeader(query)
  const header = readHeader(message)
  if (asked === undefined || header === undefined) return false
  if (header.id !== asked.id || (header.flags & flags.response) === 0) return false
  // A server that could not even read the question may leave it out.
  if (header.questions === 0) return header.rcode !== rcodes.NOERROR
  const question = readQuestion(query)
  const repeated = readQuestion(message)
  if (question === undefined || repeated === undefined) return false
  return foldCase(question.bytes) === foldCase(repeated.bytes)
}

function foldCase(bytes: Buffer): string {
  return lowerCase(bytes.toString('latin1'))
}
