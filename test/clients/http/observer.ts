import type { CertificateSeen } from '../../../base/certificate-seen.ts'
import type { HttpObserver, HttpRecord } from '../../../clients/http/index.ts'

/** An observer that keeps all that it is told. */
export interface KeepingObserver extends HttpObserver {
  readonly records: HttpRecord[]
  readonly certificates: CertificateSeen[]
  readonly ids: string[]
}

export function keepingObserver(signal = new AbortController().signal): KeepingObserver {
  const records: HttpRecord[] = []
  const certificates: CertificateSeen[] = []
  const ids: string[] = []
  return {
    signal,
    records,
    certificates,
    ids,
    onRequest: (id) => ids.push(id),
    onRecord: (record) => records.push(record),
    onCertificate: (certificate) => certificates.push(certificate),
  }
}
