/** An address as it compares: an IPv4 client is the same on a socket that also takes IPv6 (RFC 4291 section 2.5.5.2). */
export function plainAddress(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '')
}
