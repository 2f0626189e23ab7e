/** The certificate that a client was shown in a TLS handshake, whether it accepted it or not. */
export interface CertificateSeen {
  readonly subject: string
  readonly issuer: string
  /** DNS names of the subject alternative name. */
  readonly names: readonly string[]
  /** ISO 8601. */
  readonly validFrom: string
  readonly validTo: string
  /** SHA-256 of the DER, lower-case hex without colons. */
  readonly fingerprint: string
  readonly trusted: boolean
}
