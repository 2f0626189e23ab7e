// PEM text (RFC 7468): its blocks, and a certificate file with a key file made a pair.

import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto'
import { failure } from '../base/errors.ts'
import type { KeyPair } from '../base/key-pair.ts'
import { keyPairOf, nameLine } from './chain.ts'
import { readCertificate, reasonOf } from './names.ts'

interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly label: string
  /** With its first and last line. */
  readonly text: string
}

/** The blocks of a PEM text, in order; what stands between them (openssl writes subject lines there) is passed over. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks = text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g)
  return [...blocks].map(([whole, label = '']) => ({ label, text: `${whole}\n` }))
}

/** Bytes as PEM, 64 characters a line. */
export function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/**
 * All certificates of a PEM text, in its order; at least one.
 * @throws BH_ERR_PEM_NO_CERTIFICATE, BH_ERR_CERT_UNREADABLE
 */
export function certificatesIn(text: string, file: string): readonly [X509Certificate, ...X509Certificate[]] {
  const certificates = pemBlocks(text)
    .filter(({ label }) => label === 'CERTIFICATE' || label === 'X509 CERTIFICATE')
    .map((block) => readCertificate(block.text, file))
  const [first, ...others] = certificates
  if (first === undefined) throw failure('BH_ERR_PEM_NO_CERTIFICATE', { file })
  return [first, ...others]
}

/**
 * The pair of a PEM text with certificates and one with the private key; they may be the same text. The chain is put in
 * order, leaf first.
 * @param files what the error messages call the two.
 * @throws BH_ERR_PEM_NO_CERTIFICATE, BH_ERR_CERT_UNREADABLE, BH_ERR_PEM_NO_KEY, BH_ERR_PEM_KEY_ENCRYPTED,
 *   BH_ERR_PEM_KEY_UNREADABLE, BH_ERR_KEY_MISMATCH
 */
export function readPemPair(
  certificateText: string,
  keyText: string,
  files: { readonly cert: string; readonly key: string } = { cert: 'the certificate file', key: 'the key file' },
): KeyPair {
  const certificates = certificatesIn(certificateText, files.cert)
  const pair = keyPairOf(certificates, keyIn(keyText, files.key))
  if (pair !== undefined) return pair
  throw failure('BH_ERR_KEY_MISMATCH', {
    keyFile: files.key,
    file: files.cert,
    subject: nameLine(certificates[0].subject),
  })
}

function keyIn(text: string, file: string): KeyObject {
  const block = pemBlocks(text).find(({ label }) => label.endsWith('PRIVATE KEY'))
  if (block === undefined) throw failure('BH_ERR_PEM_NO_KEY', { file })
  // Two ways to encrypt: PKCS#8 says so in its label, the older OpenSSL form in a header line (RFC 1421).
  if (block.label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: *4, *ENCRYPTED/m.test(block.text)) {
    throw failure('BH_ERR_PEM_KEY_ENCRYPTED', { file })
  }
  try {
    return createPrivateKey(block.text)
  } catch (error) {
    throw failure('BH_ERR_PEM_KEY_UNREADABLE', { file, reason: reasonOf(error) }, error)
  }
}
