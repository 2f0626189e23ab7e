// Certificates from files, as edges, topologies and commands name them. Every error names the file.

import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { decodeText } from '../base/decode-text.ts'
import { failure } from '../base/errors.ts'
import { fileReason } from '../base/file-reason.ts'
import type { KeyPair } from '../base/key-pair.ts'
import type { CertificateSource } from '../topology/edge-plan.ts'
import { certificatesIn, readPemPair } from './pem.ts'
import { fromPfx, isPfx } from './pfx-read.ts'

/** A certificate in files: PFX with passphrase, or PEM. */
export type CertificateFiles = Exclude<CertificateSource, { readonly kind: 'named' }>

/**
 * Reads a certificate with its chain and key.
 * @param passphraseOption what the error messages tell to name a passphrase file with.
 * @throws BH_ERR_CERT_FILE for a file that cannot be read; else as `fromPfx` and `readPemPair`.
 */
export async function loadKeyPair(source: CertificateFiles, passphraseOption?: string): Promise<KeyPair> {
  if (source.kind === 'pfx') {
    // One after the other, here and below: of two files that are missing, the same is told every time.
    const bytes = await read(source.pfx)
    const passphrase = await passphraseOf(source)
    return fromPfx(bytes, passphrase, source.pfx, passphraseOption)
  }
  const certificate = await read(source.cert)
  const key = await read(source.key)
  return readPemPair(pemIn(certificate), pemIn(key), source)
}

/** A file with certificates of any kind, and the file whose first line opens it should it be a PFX. */
export interface CertificatesFile {
  readonly file: string
  readonly passphraseFile: string | undefined
}

/**
 * The certificates (PEM) of a PEM, DER or PFX file, told by its bytes: all of a PEM text in its order, of a PFX the one
 * with a key and its chain.
 * @param passphraseOption as for `loadKeyPair`.
 * @throws BH_ERR_CERT_FILE, BH_ERR_PEM_NO_CERTIFICATE, BH_ERR_CERT_UNREADABLE; else as `fromPfx`.
 */
export async function loadCertificates(
  { file, passphraseFile }: CertificatesFile,
  passphraseOption?: string,
): Promise<string> {
  const bytes = await read(file)
  if (!isPfx(bytes)) return certificatesIn(pemIn(bytes), file).join('')
  const passphrase = passphraseFile === undefined ? undefined : await loadPassphrase(passphraseFile)
  return (await fromPfx(bytes, passphrase, file, passphraseOption)).certificate
}

/**
 * The authorities in a PEM or DER file, for the `ca` of a farm: one PEM text each.
 * @throws BH_ERR_CERT_FILE, BH_ERR_PEM_NO_CERTIFICATE, BH_ERR_CERT_UNREADABLE
 */
export async function loadAuthorities(file: string): Promise<readonly string[]> {
  return certificatesIn(await loadPem(file), file).map((certificate) => certificate.toString())
}

/**
 * The PEM text of a file: a certificate request, say.
 * @throws BH_ERR_CERT_FILE
 */
export async function loadPem(file: string): Promise<string> {
  return pemIn(await read(file))
}

/**
 * The first line of a text file, without its end.
 * @throws BH_ERR_CERT_FILE, also when it is not text
 */
export async function loadPassphrase(file: string): Promise<string> {
  const text = decodeText(await read(file))
  if (text === undefined) throw failure('BH_ERR_CERT_FILE', { file, reason: 'it is not text; save it as UTF-8' })
  return text.split(/\r?\n/, 1)[0] ?? ''
}

async function passphraseOf({
  passphrase,
  passphraseFile,
}: CertificateFiles & { readonly kind: 'pfx' }): Promise<string | undefined> {
  return passphrase !== undefined || passphraseFile === undefined ? passphrase : loadPassphrase(passphraseFile)
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw failure('BH_ERR_CERT_FILE', { file, reason: fileReason(error, 'read') }, error)
  }
}

/** PEM text in any encoding that tools write, or that of a binary certificate (.cer). */
function pemIn(bytes: Buffer): string {
  if (bytes[0] === 0x30) {
    try {
      return new X509Certificate(bytes).toString()
    } catch {
      // Some other DER, or a text that begins with the digit 0.
    }
  }
  // What stands between the blocks may be in a national encoding; the blocks themselves are ASCII.
  return decodeText(bytes) ?? bytes.toString('latin1')
}
