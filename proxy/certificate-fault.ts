import type { X509Certificate } from 'node:crypto'
import { certificateNames } from '../base/certificate-names.ts'
import { failureCause } from '../base/failure-cause.ts'

/**
 * Why the certificate of a server was rejected, in words that follow "server cas1: ".
 * @param certificate what the server showed; undefined when the handshake did not come so far
 * @param name the name that was looked for in it
 */
export function certificateFault(error: Error, certificate: X509Certificate | undefined, name: string): string {
  switch (failureCause(error)) {
    case 'tls-name-mismatch':
      return `its certificate is for ${namesOf(certificate)}, not for ${name}`
    case 'tls-expired':
      return `its certificate is valid from ${certificate?.validFrom ?? '?'} to ${certificate?.validTo ?? '?'} only`
    case 'tls-untrusted':
      return `its certificate is issued by ${issuerOf(certificate)}, which the farm does not trust (${error.message})`
    default:
      return `the TLS handshake failed (${error.message})`
  }
}

function namesOf(certificate: X509Certificate | undefined): string {
  const names = certificate === undefined ? [] : certificateNames(certificate)
  return names.length === 0 ? 'no name at all' : names.join(', ')
}

function issuerOf(certificate: X509Certificate | undefined): string {
  return partOf(certificate?.issuer, 'CN') ?? partOf(certificate?.issuer, 'O') ?? 'an unnamed authority'
}

/** One attribute of a distinguished name, which Node writes with one on each line. */
function partOf(distinguishedName: string | undefined, attribute: string): string | undefined {
  const line = distinguishedName?.split('\n').find((line) => line.startsWith(`${attribute}=`))
  return line?.slice(attribute.length + 1)
}
