// Certificates from files, as edges and topologies name them. Every error names the file.

import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { failure } from '../base/errors.ts'
import type { KeyPair } from '../base/key-pair.ts'
import type { CertificateSource } from '../topology/lab-plan.ts'
import { certificatesIn, readPemPair } from './pem.ts'
import { fromPfx } from './pfx-read.ts'

/** A certificate in files: PFX with passphrase, or PEM. */
export type CertificateFiles = Exclude<CertificateSource, { readonly kind: 'named' }>

/**
 * Reads a certificate with its chain and key.
 * @throws BH_ERR_CERT_FILE for a file that cannot be read; else as `fromPfx` and `readPemPair`.
 */
export async function loadKeyPair(source: CertificateFiles): Promise<KeyPair> {
  if (source.kind === 'pfx') {
    const [bytes, passphrase] = await Promise.all([read(source.pfx), passphraseOf(source)])
    return fromPfx(bytes, passphrase, source.pfx)
  }
  const [certificate, key] = await Promise.all([read(source.cert), read(source.key)])
  return readPemPair(textOf(certificate), textOf(key), source)
}

/**
 * The authorities in a PEM or DER file, for the `ca` of a farm: one PEM text each.
 * @throws BH_ERR_CERT_FILE, BH_ERR_PEM_NO_CERTIFICATE, BH_ERR_CERT_UNREADABLE
 */
export async function loadAuthorities(file: string): Promise<readonly string[]> {
  const text = textOf(await read(file))
  return certificatesIn(text, file).map((certificate) => certificate.toString())
}

/** The passphrase itself, or the first line of its file. */
async function passphraseOf(source: CertificateFiles & { readonly kind: 'pfx' }): Promise<string | undefined> {
  if (source.passphrase !== undefined || source.passphraseFile === undefined) return source.passphrase
  return textOf(await read(source.passphraseFile)).split(/\r?\n/, 1)[0]
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw failure('BH_ERR_CERT_FILE', { file, reason: readReason(error) }, error)
  }
}

function readReason(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it'
  return String(code ?? error)
}

/** Text as people's tools write it: UTF-8 with or without a mark, UTF-16 (PowerShell's `>`), or a binary certificate (.cer). */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le')
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3).toString('utf8')
  if (bytes[0] === 0x30) {
    try {
      return new X509Certificate(bytes).toString()
    } catch {
      // A text that begins with the digit 0, such as a passphrase.
    }
  }
  return bytes.toString('utf8')
}
