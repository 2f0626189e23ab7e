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
      return `its certificate is issued by ${issuerOf(certificate)}, which the farm does not trust (${tlsReason(error)})`
    default:
      return `the TLS handshake failed (${tlsReason(error)})`
  }
}

/**
 * What TLS says went wrong, without what helps nobody here: OpenSSL's numbers, function and line (`407338…:error:0A00010B:SSL
 * routines:tls_validate_record_header:wrong version number:../deps/…:78:`), and Node's advice on its own options.
 */
function tlsReason(error: Error): string {
  const reason: unknown = Reflect.get(error, 'reason')
  const words = typeof reason === 'string' ? reason : (error.message.split(';')[0] ?? error.message)
  // What OpenSSL says when the answer is no TLS record at all.
  return words === 'wrong version number' ? 'what the server answers is no TLS' : words.trim()
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
