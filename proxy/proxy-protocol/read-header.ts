// The PROXY protocol of HAProxy, read (proxy-protocol.txt 2020/03/05):
//
//   version 1   "PROXY TCP4 192.0.2.1 203.0.113.10 50000 443" CR LF, at most 107 bytes      section 2.1
//   version 2   signature (12) │ version, command │ family, transport │ length (2) │        section 2.2
//               source, destination, ports (12 or 36) │ TLVs, passed over
//
// Both are told apart by their first byte. A sender has to send the header whole and first, so that nothing is guessed here.

import { isIPv4, isIPv6 } from 'node:net'
import { addressBytes, addressText } from '../ip-address.ts'
import { type ProxyHeader, signature } from './header.ts'

// The longest line of version 1, CR LF included (section 2.1).
const longestLine = 107
// Two bytes of length would allow 64 kB. Addresses take at most 216, what real proxies add in TLVs some hundreds.
const longestBlock = 4096
const more: ProxyHeader = { kind: 'more' }
const lineStart = Buffer.from('PROXY ')

/**
 * Reads the header at the beginning of a connection's bytes. Call it with all the bytes so far whenever some come; an
 * answer other than `more` is final, whatever follows. Never throws.
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (bytes.length === 0) return more
  if (begins(bytes, lineStart)) return readLine(bytes)
  if (begins(bytes, signature)) return readBlock(bytes)
  return malformed('it begins with neither "PROXY " nor the signature of version 2')
}

/** Version 1 (section 2.1). */
function readLine(bytes: Buffer): ProxyHeader {
  const line = bytes.subarray(0, longestLine).toString('latin1')
  const end = line.search(/[\r\n]/)
  if (end === -1 && bytes.length < longestLine) return more
  if (end !== -1 && line[end] === '\r' && end + 1 === line.length && bytes.length < longestLine) return more
  if (end === -1 || line.slice(end, end + 2) !== '\r\n') return malformed('its line does not end in CR LF in time')
  const length = end + 2
  const [, family, ...fields] = line.slice(0, end).split(' ')
  // Whatever stands before the CR LF is to be ignored then.
  if (family === 'UNKNOWN') return { kind: 'header', length, ends: undefined }
  if (family !== 'TCP4' && family !== 'TCP6') return malformed('its family is none of TCP4, TCP6 and UNKNOWN')
  if (fields.length !== 4) return malformed('it has not two addresses and two ports with one blank between them')
  const [source, destination] = fields.slice(0, 2).map((field) => lineAddress(family, field))
  if (source === undefined || destination === undefined) return malformed(`it has an address that is not ${family}`)
  const [sourcePort, destinationPort] = fields.slice(2).map(linePort)
  if (sourcePort === undefined || destinationPort === undefined) return malformed('it has a port that is none')
  const ends = {
    source: { address: source, port: sourcePort },
    destination: { address: destination, port: destinationPort },
  }
  return { kind: 'header', length, ends }
}

function lineAddress(family: 'TCP4' | 'TCP6', text: string): string | undefined {
  if (family === 'TCP4') return isIPv4(text) ? text : undefined
  return isIPv6(text) && !text.includes('%') ? addressText(addressBytes(text)) : undefined
}

/** Decimal, from 0 to 65535, without zeroes in front. */
function linePort(text: string): number | undefined {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

/** Bytes of source, destination and ports of TCP over IPv4 and IPv6, by the byte of family and transport. */
const addressLengths: ReadonlyMap<number, 4 | 16> = new Map([
  [0x11, 4],
  [0x21, 16],
])
// UNSPEC, UDP over both, and UNIX sockets: valid, and to be taken as UNSPEC where they are not supported (section 2.2).
const unspecified = new Set([0x00, 0x12, 0x22, 0x31, 0x32])

/** Version 2 (section 2.2). What is wrong is said as soon as it is read. */
function readBlock(bytes: Buffer): ProxyHeader {
  const [command, family] = bytes.subarray(signature.length)
  if (command === undefined) return more
  if (command >> 4 !== 2) return malformed('its signature is of version 2, and its version is not')
  if (command !== 0x20 && command !== 0x21) return malformed('its command is neither LOCAL nor PROXY')
  if (family === undefined) return more
  const local = command === 0x20
  const width = addressLengths.get(family)
  // The family of LOCAL is to be ignored.
  if (!local && width === undefined && !unspecified.has(family)) return malformed('its family is unknown')
  if (bytes.length < 16) return more
  const length = bytes.readUInt16BE(14)
  if (length > longestBlock) return malformed(`it is longer than ${longestBlock} bytes`)
  const addresses = local || width === undefined ? undefined : width * 2 + 4
  if (addresses !== undefined && length < addresses) return malformed('it is too short for its addresses')
  if (bytes.length < 16 + length) return more
  const header = { kind: 'header', length: 16 + length } as const
  if (addresses === undefined || width === undefined) return { ...header, ends: undefined }
  const block = bytes.subarray(16, 16 + length)
  if (!areTlvs(block.subarray(addresses))) return malformed('what follows its addresses is not type, length and value')
  const source = { address: addressText(block.subarray(0, width)), port: block.readUInt16BE(width * 2) }
  const destination = {
    address: addressText(block.subarray(width, width * 2)),
    port: block.readUInt16BE(width * 2 + 2),
  }
  return { ...header, ends: { source, destination } }
}

/** Whether the bytes are whole TLVs: type (1), length (2), value (section 2.2.1 and on). */
function areTlvs(bytes: Buffer): boolean {
  let at = 0
  while (at + 3 <= bytes.length) at += 3 + bytes.readUInt16BE(at + 1)
  return at === bytes.length
}

/** Whether the bytes begin with the start, or may still. */
function begins(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length)
  return bytes.subarray(0, length).equals(start.subarray(0, length))
}

function malformed(reason: string): ProxyHeader {
  return { kind: 'malformed', reason }
}
