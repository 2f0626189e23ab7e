import type { PeerCertificate } from 'node:tls'
import { failureCause } from '../base/failure-cause.ts'

/**
 * Why the certificate of a server was rejected, in words that follow "server cas1: ".
 * @param certificate what the server showed; undefined when the handshake did not come so far
 * @param name the name that was looked for in it
 */
export function certificateFault(error: Error, certificate: PeerCertificate | undefined, name: string): string {
  switch (failureCause(error)) {
    case 'tls-name-mismatch':
      return `its certificate is for ${namesOf(certificate)}, not for ${name}`
    case 'tls-expired':
      return `its certificate is valid from ${certificate?.valid_from ?? '?'} to ${certificate?.valid_to ?? '?'} only`
    case 'tls-untrusted':
      return `its certificate is issued by ${issuerOf(certificate)}, which the farm does not trust (${error.message})`
    default:
      return `the TLS handshake failed (${error.message})`
  }
}

function namesOf(certificate: PeerCertificate | undefined): string {
  const names = certificate?.subjectaltname?.replace(/\b(?:DNS|IP Address):/g, '')
  return names ?? certificate?.subject?.CN?.toString() ?? 'no name at all'
}

function issuerOf(certificate: PeerCertificate | undefined): string {
  const issuer = certificate?.issuer
  return (issuer?.CN ?? issuer?.O ?? 'an unnamed authority').toString()
}
