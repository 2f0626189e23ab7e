import type { CertificateSeen } from '../../base/certificate-seen.ts'
import { CauseError, failureCause } from '../../base/failure-cause.ts'

/** Why a TLS handshake failed, in one sentence for an admin. `where` is `203.0.113.10:443`. */
export function tlsFailure(
  error: unknown,
  host: string,
  where: string,
  certificate: CertificateSeen | undefined,
): CauseError {
  const cause = failureCause(error)
  const shown = `The certificate that ${where} shows for ${host}`
  switch (cause) {
    case 'tls-name-mismatch': {
      const names = certificate?.names.length ? certificate.names.join(', ') : (certificate?.subject ?? 'another name')
      return new CauseError(cause, `${shown} is for ${names}, not for ${host}.`, error)
    }
    case 'tls-expired': {
      const dates = certificate ? ` (${certificate.validFrom} to ${certificate.validTo})` : ''
      return new CauseError(cause, `${shown} is expired or not yet valid${dates}.`, error)
    }
    case 'tls-untrusted': {
      const issuer = certificate ? ` ${certificate.issuer}` : ' an authority'
      const self = certificate !== undefined && certificate.issuer === certificate.subject
      const why = self ? 'is self-signed, and no client trusts it' : `is signed by${issuer}, which is not trusted here`
      return new CauseError(cause, `${shown} ${why}.`, error)
    }
    case 'reset':
    case 'tls-handshake':
    case 'internal':
      return new CauseError(
        'tls-handshake',
        `The TLS handshake with ${where} for ${host} failed: ${reason(error)}.`,
        error,
      )
    default:
      return new CauseError(cause, `The TLS handshake with ${where} for ${host} failed: ${reason(error)}.`, error)
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code: unknown = Reflect.get(error, 'code')
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return 'what answers there does not speak TLS'
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the other side closed the connection'
  const openssl: unknown = Reflect.get(error, 'reason')
  return typeof openssl === 'string' ? openssl : error.message
}
