// The names that a certificate is to carry, and reading one to learn of its own.

import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { failure } from '../base/errors.ts'

const namePattern = /^(\*\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i

/** The first certificate of a PEM text; `file` is what the error calls it. @throws BH_ERR_CERT_UNREADABLE */
export function readCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw failure('BH_ERR_CERT_UNREADABLE', { file, reason: reasonOf(error) }, error)
  }
}

/** What OpenSSL said, without its path of error numbers. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const reason: unknown = Reflect.get(error, 'reason')
  return typeof reason === 'string' ? reason : error.message
}

/**
 * Names as a certificate carries them: ASCII, international ones in their xn-- form (RFC 5280 section 7.2).
 * @throws BH_ERR_CERT_NAME, BH_ERR_CERT_NO_NAMES
 */
export function checkedNames(names: readonly string[], where: string): readonly string[] {
  if (names.length === 0) throw failure('BH_ERR_CERT_NO_NAMES', { where })
  return names.map((name) => {
    if (isIP(name) !== 0) return name
    const wildcard = name.startsWith('*.') ? '*.' : ''
    const ascii = /^[\x21-\x7e]*$/.test(name) ? name : wildcard + domainToASCII(name.slice(wildcard.length))
    if (!namePattern.test(ascii) || ascii.length > 253) throw failure('BH_ERR_CERT_NAME', { name })
    return ascii
  })
}
