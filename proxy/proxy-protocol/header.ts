import { isIP } from 'node:net'
import type { Endpoint } from '../../topology/edge-plan.ts'

/** The two ends of a client's connection, as the first proxy in front saw them. */
export interface ProxiedEnds {
  readonly source: Endpoint
  readonly destination: Endpoint
}

/** Versions of the header (proxy-protocol.txt 2020/03/05): 1 in text (section 2.1), 2 in bytes (section 2.2). */
export type ProxyVersion = 'v1' | 'v2'

/**
 * What the first bytes of a connection are: `more` when too few to tell; `header` with its length in bytes, and without
 * ends where it says nothing of a client (UNKNOWN, LOCAL, AF_UNSPEC and families that are no TCP): the connection then
 * stands for itself; `malformed` with the reason, as in "it is malformed: …".
 */
export type ProxyHeader =
  | { readonly kind: 'more' }
  | { readonly kind: 'header'; readonly length: number; readonly ends: ProxiedEnds | undefined }
  | { readonly kind: 'malformed'; readonly reason: string }

/** The 12 bytes that version 2 begins with (section 2.2). */
export const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')

const mappedPrefix = Buffer.from('00000000000000000000ffff', 'hex')

/** The bytes of an IPv4 address, or of an IPv6 one without a zone. */
export function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  // Shortest form, without dots: at most one "::" and groups of hexadecimal digits.
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const head = groupsOf(left)
  const tail = groupsOf(right ?? '')
  const bytes = Buffer.alloc(16)
  for (const [index, group] of head.entries()) bytes.writeUInt16BE(group, index * 2)
  for (const [index, group] of tail.entries()) bytes.writeUInt16BE(group, 16 - (tail.length - index) * 2)
  return bytes
}

/** The text of 4 or 16 bytes, in its one spelling; an IPv4 address within IPv6 as what it is (RFC 4291 section 2.5.5.2). */
export function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.subarray(0, 12).equals(mappedPrefix)) return bytes.subarray(12).join('.')
  const groups = (bytes.toString('hex').match(/.{4}/g) ?? []).join(':')
  return new URL(`http://[${groups}]`).hostname.slice(1, -1)
}

/** An IPv4 address that a socket gives as IPv6 (`::ffff:192.0.2.1`) as what it is; others as they are. */
export function plainAddress(address: string): string {
  return isIP(address) === 6 && !address.includes('%') ? addressText(addressBytes(address)) : address
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}
