import type { X509Certificate } from 'node:crypto'

/**
 * The DNS names and IP addresses of a certificate's subject alternative name; the common name when it has none
 * (RFC 6125 section 6.4.4, which Node's TLS still follows).
 */
export function certificateNames(certificate: X509Certificate): readonly string[] {
  // Node prints `DNS:a, IP Address:192.0.2.1, DirName:"CN=x, O=y"`: values with odd characters stand in quotes.
  const entries = (certificate.subjectAltName ?? '').matchAll(/(?:^|, )([\w ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)
  const names: string[] = []
  for (const [, kind, value] of entries) {
    if ((kind === 'DNS' || kind === 'IP Address') && value !== undefined) names.push(value)
  }
  if (names.length > 0) return names
  const commonName = /^CN=(.*)$/m.exec(certificate.subject)?.[1]
  return commonName === undefined ? [] : [commonName]
}

/** A distinguished name, which Node writes with one attribute on each line, on one line: `O=Contoso, CN=alice`. */
export function oneLineName(distinguishedName: string): string {
  return distinguishedName.split('\n').join(', ')
}
