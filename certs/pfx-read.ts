// PKCS#12 (PFX) to PEM: RFC 7292. Files of Windows and Exchange, OpenSSL 1 to 3, keytool and Bridgehead itself.
//
//   PFX ─ MAC over ─ AuthenticatedSafe ─┬─ data ─ SafeContents ─ bags: certificates, plain or shrouded keys
//                                       └─ encryptedData ─ SafeContents ─ bags …

import { createHmac, createPrivateKey, type KeyObject, timingSafeEqual, X509Certificate } from 'node:crypto'
import { failure } from '../base/errors.ts'
import type { KeyPair } from '../base/key-pair.ts'
import { type Asn1, Asn1ShapeError, type Asn1Tools, asn1Tools } from './asn1.ts'
import { keyPairOf, nameLine } from './chain.ts'
import { type Forge, loadForge } from './forge.ts'
import { reasonOf } from './names.ts'
import {
  decrypt,
  deriveBytes,
  type Passphrase,
  passphraseForms,
  UnknownAlgorithm,
  WrongPassphrase,
} from './pfx-crypto.ts'
import { algorithmName, digests, oids } from './pfx-oids.ts'

/**
 * The certificate, its chain and its private key of a PFX file. AES-256 with SHA-256 (OpenSSL 3, Windows since 2019),
 * triple DES with SHA-1 (Windows before) and RC2 (Windows before 8), which Node and OpenSSL 3 refuse, are all read.
 * @param passphrase undefined when nobody gave one; an empty one is another matter.
 * @param file what the error messages call it.
 * @param passphraseOption what they tell to name a passphrase file with: the key of a YAML file unless told.
 * @throws BH_ERR_PFX_NOT_PKCS12, BH_ERR_PFX_PROTECTED, BH_ERR_PFX_PASSPHRASE, BH_ERR_PFX_ALGORITHM, BH_ERR_PFX_NO_KEY,
 *   BH_ERR_PFX_NO_CERTIFICATE, BH_ERR_KEY_MISMATCH
 */
export async function fromPfx(
  bytes: Uint8Array,
  passphrase: string | undefined,
  file = 'the PFX file',
  passphraseOption = 'passphraseFile',
): Promise<KeyPair> {
  const { certificates, keys } = await openPfx(Buffer.from(bytes), passphrase, file, passphraseOption)
  const [leaf] = certificates
  if (leaf === undefined) {
    if (keys.length > 0) throw failure('BH_ERR_PFX_NO_CERTIFICATE', { file })
    throw failure('BH_ERR_PFX_NOT_PKCS12', { file, reason: 'it holds neither a certificate nor a key' })
  }
  if (keys.length === 0) throw failure('BH_ERR_PFX_NO_KEY', { file, count: certificates.length })
  for (const key of keys) {
    const pair = keyPairOf(certificates, key)
    if (pair !== undefined) return pair
  }
  throw failure('BH_ERR_KEY_MISMATCH', { keyFile: file, file, subject: nameLine(leaf.subject) })
}

/** Whether bytes begin as a PFX does: a SEQUENCE whose first part is the INTEGER 3 (RFC 7292 section 4). */
export function isPfx(bytes: Uint8Array): boolean {
  const [tag, length = 0] = bytes
  const start = length > 0x80 ? 2 + (length & 0x7f) : 2
  return tag === 0x30 && bytes[start] === 0x02 && bytes[start + 1] === 1 && bytes[start + 2] === 3
}

interface Contents {
  readonly certificates: X509Certificate[]
  readonly keys: KeyObject[]
}

async function openPfx(bytes: Buffer, passphrase: string | undefined, file: string, option: string): Promise<Contents> {
  if (bytes.subarray(0, 5).toString('latin1') === '-----') {
    throw failure('BH_ERR_PFX_NOT_PKCS12', { file, reason: 'it is PEM text' })
  }
  const forge = await loadForge()
  try {
    return openSafes(forge, asn1Tools(forge), bytes, passphraseForms(passphrase))
  } catch (error) {
    if (error instanceof WrongPassphrase) {
      const code = passphrase === undefined ? 'BH_ERR_PFX_PROTECTED' : 'BH_ERR_PFX_PASSPHRASE'
      throw failure(code, { file, option }, error)
    }
    if (error instanceof UnknownAlgorithm) {
      throw failure('BH_ERR_PFX_ALGORITHM', { file, algorithm: error.message }, error)
    }
    throw failure('BH_ERR_PFX_NOT_PKCS12', { file, reason: reasonOf(error) }, error)
  }
}

function openSafes(forge: Forge, asn1: Asn1Tools, bytes: Buffer, forms: readonly Passphrase[]): Contents {
  const [version, authSafe, macData] = asn1.parts(asn1.parse(bytes))
  // Certificates and keys begin with another SEQUENCE here.
  if (version === undefined || Array.isArray(version.value) || asn1.integer(version) !== 3) {
    throw new Asn1ShapeError('it does not begin as one')
  }
  const safes = contentOf(asn1, authSafe)
  const passphrases = macData === undefined ? forms : forms.filter((form) => macFits(asn1, macData, form, safes))
  if (passphrases.length === 0) throw new WrongPassphrase('the MAC does not fit')
  let problem: unknown
  for (const passphrase of passphrases) {
    const contents: Contents = { certificates: [], keys: [] }
    try {
      for (const safe of asn1.parts(asn1.parse(safes))) {
        readBags(forge, asn1, asn1.parse(safeContents(forge, asn1, safe, passphrase)), passphrase, contents)
      }
      return contents
    } catch (error) {
      // What decrypts to nonsense shows by its padding mostly, and by its shape otherwise.
      problem = macData === undefined && error instanceof Asn1ShapeError ? new WrongPassphrase(error.message) : error
    }
  }
  throw problem
}

/** The OCTET STRING in a ContentInfo of type data. */
function contentOf(asn1: Asn1Tools, info: Asn1 | undefined): Buffer {
  const [type, content] = asn1.parts(info)
  if (asn1.oid(type) !== oids.data) throw new UnknownAlgorithm(algorithmName(asn1.oid(type)))
  return asn1.octets(asn1.parts(content)[0])
}

function macFits(asn1: Asn1Tools, macData: Asn1, passphrase: Passphrase, content: Buffer): boolean {
  const [digestInfo, salt, rounds] = asn1.parts(macData)
  const [algorithm, expected] = asn1.parts(digestInfo)
  const oid = asn1.oid(asn1.parts(algorithm)[0])
  const digest = digests[oid]
  if (digest === undefined) throw new UnknownAlgorithm(algorithmName(oid))
  const wanted = asn1.octets(expected)
  const count = rounds === undefined ? 1 : asn1.integer(rounds)
  const key = deriveBytes(digest, 'mac', passphrase, asn1.octets(salt), count, macLength[digest] ?? 0)
  const mac = createHmac(digest, key).update(content).digest()
  return mac.length === wanted.length && timingSafeEqual(mac, wanted)
}

const macLength: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 }

/** The SafeContents of one safe, decrypted where it must be. */
function safeContents(forge: Forge, asn1: Asn1Tools, safe: Asn1, passphrase: Passphrase): Buffer {
  const [type, content] = asn1.parts(safe)
  if (asn1.oid(type) !== oids.encryptedData) return contentOf(asn1, safe)
  const [, encryptedContentInfo] = asn1.parts(asn1.parts(content)[0])
  const [, algorithm, data] = asn1.parts(encryptedContentInfo)
  return decrypt(forge, asn1, algorithm, passphrase, asn1.octets(data))
}

function readBags(forge: Forge, asn1: Asn1Tools, bags: Asn1, passphrase: Passphrase, into: Contents): void {
  for (const bag of asn1.parts(bags)) {
    const [type, wrapped] = asn1.parts(bag)
    const [value] = asn1.parts(wrapped)
    if (value === undefined) throw new Asn1ShapeError('a bag in it is empty')
    switch (asn1.oid(type)) {
      case oids.certBag: {
        const [certificateType, certificate] = asn1.parts(value)
        if (asn1.oid(certificateType) !== oids.x509Certificate) break
        into.certificates.push(new X509Certificate(asn1.octets(asn1.parts(certificate)[0])))
        break
      }
      case oids.keyBag:
        into.keys.push(privateKey(asn1.der(value)))
        break
      case oids.shroudedKeyBag: {
        const [algorithm, data] = asn1.parts(value)
        into.keys.push(privateKey(decrypt(forge, asn1, algorithm, passphrase, asn1.octets(data))))
        break
      }
      case oids.safeContentsBag:
        readBags(forge, asn1, value, passphrase, into)
        break
      // Revocation lists and secrets are of no use here.
    }
  }
}

function privateKey(der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } catch (error) {
    throw new Asn1ShapeError(`its private key is unreadable (${reasonOf(error)})`, { cause: error })
  }
}
