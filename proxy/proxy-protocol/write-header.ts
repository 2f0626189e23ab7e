import { isIP, isIPv4 } from 'node:net'
import { addressBytes, plainAddress } from '../ip-address.ts'
import { type ProxiedEnds, type ProxyVersion, signature } from './header.ts'

/**
 * The header that tells a server who the client is (proxy-protocol.txt 2020/03/05, sections 2.1 and 2.2). Where one end
 * is IPv4 and the other IPv6, both are written as IPv6.
 * @param ends undefined when the connection is the edge's own, a health probe: UNKNOWN in version 1, LOCAL in version 2
 */
export function writeProxyHeader(version: ProxyVersion, ends: ProxiedEnds | undefined): Buffer {
  const source = ends === undefined ? '' : wireAddress(ends.source.address)
  const destination = ends === undefined ? '' : wireAddress(ends.destination.address)
  if (ends === undefined || isIP(source) === 0 || isIP(destination) === 0) {
    if (version === 'v1') return Buffer.from('PROXY UNKNOWN\r\n')
    return Buffer.concat([signature, Buffer.of(ends === undefined ? 0x20 : 0x21, 0, 0, 0)])
  }
  const four = isIPv4(source) && isIPv4(destination)
  const [from, to] = four ? [source, destination] : [asIPv6(source), asIPv6(destination)]
  const ports = [ends.source.port, ends.destination.port] as const
  if (version === 'v1') return Buffer.from(`PROXY ${four ? 'TCP4' : 'TCP6'} ${from} ${to} ${ports.join(' ')}\r\n`)
  const block = Buffer.concat([addressBytes(from), addressBytes(to), Buffer.alloc(4)])
  block.writeUInt16BE(ports[0], block.length - 4)
  block.writeUInt16BE(ports[1], block.length - 2)
  return Buffer.concat([signature, Buffer.of(0x21, four ? 0x11 : 0x21, 0, block.length), block])
}

/** A zone (`fe80::1%eth0`) means something on this machine only. */
function wireAddress(address: string): string {
  return plainAddress(address.replace(/%.*$/, ''))
}

function asIPv6(address: string): string {
  return isIPv4(address) ? `::ffff:${address}` : address
}
