// What a certificate says, as plain data: for `bridgehead certs inspect`, checks and reports.

import type { X509Certificate } from 'node:crypto'
import { certificateNames } from '../base/certificate-names.ts'
import { isSelfIssued, nameLine } from './chain.ts'
import { certificatesIn } from './pem.ts'

/** What a certificate says of itself, and how long it still may. */
export interface CertificateFacts {
  /** In one line: `CN=mail.contoso.com, O=Contoso`. */
  readonly subject: string
  readonly issuer: string
  /** DNS names and IP addresses that it is for. */
  readonly names: readonly string[]
  /** Lower-case hex. */
  readonly serialNumber: string
  /** ISO 8601. */
  readonly validFrom: string
  readonly validTo: string
  /** Whole days until `validTo`; negative once it is over. */
  readonly daysLeft: number
  /** SHA-256 of the DER, lower-case hex without colons, as in `CertificateSeen`. */
  readonly fingerprint: string
  /** SHA-1 of the DER, upper-case hex: what Exchange and Windows name a certificate by. */
  readonly thumbprint: string
  /** `rsa` with its bits, or `ec` with its curve. */
  readonly key: { readonly type: string; readonly bits?: number; readonly curve?: string }
  readonly selfSigned: boolean
  readonly authority: boolean
  /** Subjects of the certificates that follow it in the text. */
  readonly chain: readonly string[]
}

/**
 * The facts of the first certificate of a PEM text.
 * @throws BH_ERR_PEM_NO_CERTIFICATE, BH_ERR_CERT_UNREADABLE
 */
export function inspect(pem: string, file = 'the certificate', now: number = Date.now()): CertificateFacts {
  const [certificate, ...chain] = certificatesIn(pem, file)
  return {
    subject: nameLine(certificate.subject),
    issuer: nameLine(certificate.issuer),
    names: certificateNames(certificate),
    serialNumber: certificate.serialNumber.toLowerCase(),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    daysLeft: Math.floor((certificate.validToDate.getTime() - now) / 86_400_000),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    key: keyFacts(certificate),
    selfSigned: isSelfIssued(certificate) && certificate.verify(certificate.publicKey),
    authority: certificate.ca,
    chain: chain.map(({ subject }) => nameLine(subject)),
  }
}

function keyFacts({ publicKey }: X509Certificate): CertificateFacts['key'] {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {}
  return {
    type: publicKey.asymmetricKeyType ?? 'unknown',
    ...(modulusLength === undefined ? {} : { bits: modulusLength }),
    ...(namedCurve === undefined ? {} : { curve: namedCurve }),
  }
}
