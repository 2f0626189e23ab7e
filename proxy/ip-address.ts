// IP addresses in text and bytes.

import { isIP } from 'node:net'

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

/**
 * An address as it compares: an IPv4 client is the same on a socket that also takes IPv6, which gives it as `::ffff:192.0.2.1`
 * (RFC 4291 section 2.5.5.2). What is no address stays as it is.
 */
export function plainAddress(address: string): string {
  return isIP(address) === 6 && !address.includes('%') ? addressText(addressBytes(address)) : address
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}
