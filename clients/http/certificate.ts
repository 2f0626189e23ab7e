import type { X509Certificate } from 'node:crypto'
import type { CertificateSeen } from '../../base/certificate-seen.ts'

/** What a certificate shown in a handshake says, with whether its chain was trusted. */
export function certificateSeen(x509: X509Certificate, trusted: boolean): CertificateSeen {
  return {
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    names: dnsNames(x509),
    validFrom: x509.validFromDate.toISOString(),
    validTo: x509.validToDate.toISOString(),
    fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    trusted,
  }
}

const oneLine = (name: string | undefined): string => (name ?? '').replaceAll('\n', ', ')

function dnsNames(x509: X509Certificate): string[] {
  // Node quotes a name that holds a comma or a quote; host names hold neither.
  return (x509.subjectAltName ?? '').split(', ').flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice(4)] : []))
}
