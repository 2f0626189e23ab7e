import { isIPv6 } from 'node:net'
import { headerValues } from './headers.ts'
import { HttpSyntaxError } from './syntax-error.ts'
import type { RawHeaders } from './types.ts'

// Name or IPv4 address, or IPv6 in brackets, with a port. Stricter than RFC 3986, whose reg-name also takes %, comma and
// the like: no name of a real server has them, and routing by them could be led astray. Nor has one an empty label.
const authority = /^(?:[\w-]+(?:\.[\w-]+)*\.?|\[([0-9A-Fa-f:.]+)\])(?::(\d{0,5}))?$/

/** Whether the text is `host` or `host:port`. */
export function isAuthority(text: string): boolean {
  const parts = authority.exec(text)
  if (parts === null) return false
  const [, address, port] = parts
  return (address === undefined || isIPv6(address)) && (port === undefined || Number(port) <= 65_535)
}

/**
 * Checks the Host field (RFC 9112 section 3.2): exactly one in HTTP/1.1, at most one in HTTP/1.0, and well formed. An
 * empty one is well formed and names no host.
 * @throws HttpSyntaxError 400
 */
export function checkHost(headers: RawHeaders, minorVersion: 0 | 1): void {
  const hosts = headerValues(headers, 'host')
  const [host] = hosts
  if (host === undefined) {
    if (minorVersion === 1) throw new HttpSyntaxError(400, 'no Host header')
    return
  }
  if (hosts.length > 1) throw new HttpSyntaxError(400, 'more than one Host header')
  if (host !== '' && !isAuthority(host)) throw new HttpSyntaxError(400, 'a malformed Host header')
}
