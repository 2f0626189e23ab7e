import type { X509Certificate } from 'node:crypto'

/** The DNS names and addresses of a certificate in lower case; of one without any, its common name, as old clients take it. */
export function certificateNames(certificate: X509Certificate): string[] {
  const listed = certificate.subjectAltName?.matchAll(/\b(?:DNS|IP Address):"?([^",\s]+)/g) ?? []
  const names = Array.from(listed, ([, name = '']) => name)
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1]
  return (names.length === 0 && common !== undefined ? [common] : names).map((name) => name.toLowerCase())
}
