// PEM to PKCS#12 (PFX), as Windows' Export-PfxCertificate writes it.

import { createHmac, createPrivateKey, pbkdf2Sync, randomBytes } from 'node:crypto'
import type { KeyPair } from '../base/key-pair.ts'
import { type Asn1, type Asn1Tools, asn1Tools } from './asn1.ts'
import { loadForge } from './forge.ts'
import { certificatesIn } from './pem.ts'
import { deriveBytes, encipher, type Passphrase, passphraseForms } from './pfx-crypto.ts'
import { oids } from './pfx-oids.ts'

/** How a PFX file is written. */
export interface PfxOptions {
  /** What Windows' certificate console shows in the column Friendly Name; Exchange's own is "Microsoft Exchange". */
  readonly friendlyName?: string
  /**
   * Export-PfxCertificate's -CryptoAlgorithmOption. AES256_SHA256, the default, is read by Windows 10 1709, Windows
   * Server 2019, OpenSSL 1.1 and later; TripleDES_SHA1 is the one that the Windows of Exchange 2007 to 2016 reads too.
   */
  readonly cryptoAlgorithm?: 'AES256_SHA256' | 'TripleDES_SHA1'
}

/** Rounds of key derivation, as OpenSSL and Windows write; old Windows refuses many more. */
const rounds = 2048

/**
 * A PFX file with the certificate, its chain and the key.
 * @throws BH_ERR_PEM_NO_CERTIFICATE, BH_ERR_CERT_UNREADABLE
 */
export async function toPfx(pair: KeyPair, passphrase: string, options: PfxOptions = {}): Promise<Buffer> {
  const asn1 = asn1Tools(await loadForge())
  const [form = { wide: Buffer.alloc(0), utf8: Buffer.alloc(0) }] = passphraseForms(passphrase)
  const scheme = options.cryptoAlgorithm === 'TripleDES_SHA1' ? tripleDesSha1 : aes256Sha256
  const certificates = certificatesIn(pair.certificate, 'the certificate')
  const key = createPrivateKey(pair.privateKey).export({ type: 'pkcs8', format: 'der' })

  // The same localKeyID on both bags says that they belong together.
  const attributes = bagAttributes(asn1, Buffer.from('01000000', 'hex'), options.friendlyName)
  const certificateBags = certificates.map((certificate, index) =>
    bag(
      asn1,
      oids.certBag,
      asn1.sequence(asn1.objectId(oids.x509Certificate), asn1.explicit(0, asn1.octetString(certificate.raw))),
      index === 0 ? [attributes] : [],
    ),
  )
  const shrouded = scheme.encrypt(asn1, form, key)
  const keyValue = asn1.sequence(shrouded.algorithm, asn1.octetString(shrouded.data))
  const keyBag = bag(asn1, oids.shroudedKeyBag, keyValue, [attributes])

  const safes = asn1.der(
    asn1.sequence(
      encryptedSafe(asn1, scheme.encrypt(asn1, form, asn1.der(asn1.sequence(...certificateBags)))),
      dataSafe(asn1, asn1.der(asn1.sequence(keyBag))),
    ),
  )
  return asn1.der(asn1.sequence(asn1.number(3), dataSafe(asn1, safes), macData(asn1, scheme, form, safes)))
}

function bag(asn1: Asn1Tools, type: string, value: Asn1, attributes: readonly Asn1[]): Asn1 {
  return asn1.sequence(asn1.objectId(type), asn1.explicit(0, value), ...attributes)
}

function bagAttributes(asn1: Asn1Tools, localKeyId: Buffer, friendlyName: string | undefined): Asn1 {
  const id = asn1.sequence(asn1.objectId(oids.localKeyId), asn1.set(asn1.octetString(localKeyId)))
  if (friendlyName === undefined) return asn1.set(id)
  return asn1.set(id, asn1.sequence(asn1.objectId(oids.friendlyName), asn1.set(asn1.bmpString(friendlyName))))
}

function dataSafe(asn1: Asn1Tools, content: Buffer): Asn1 {
  return asn1.sequence(asn1.objectId(oids.data), asn1.explicit(0, asn1.octetString(content)))
}

function encryptedSafe(asn1: Asn1Tools, { algorithm, data }: Encrypted): Asn1 {
  const content = asn1.sequence(asn1.objectId(oids.data), algorithm, asn1.implicit(0, data))
  return asn1.sequence(asn1.objectId(oids.encryptedData), asn1.explicit(0, asn1.sequence(asn1.number(0), content)))
}

function macData(asn1: Asn1Tools, { digest, digestOid, macLength }: Scheme, form: Passphrase, content: Buffer): Asn1 {
  const salt = randomBytes(16)
  const key = deriveBytes(digest, 'mac', form, salt, rounds, macLength)
  const mac = createHmac(digest, key).update(content).digest()
  return asn1.sequence(
    asn1.sequence(asn1.sequence(asn1.objectId(digestOid), asn1.nothing()), asn1.octetString(mac)),
    asn1.octetString(salt),
    asn1.number(rounds),
  )
}

interface Encrypted {
  readonly algorithm: Asn1
  readonly data: Buffer
}

interface Scheme {
  readonly digest: string
  readonly digestOid: string
  readonly macLength: number
  readonly encrypt: (asn1: Asn1Tools, form: Passphrase, data: Buffer) => Encrypted
}

/** PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018), MAC with SHA-256. */
const aes256Sha256: Scheme = {
  digest: 'sha256',
  digestOid: oids.sha256,
  macLength: 32,
  encrypt(asn1, { utf8 }, data) {
    const salt = randomBytes(16)
    const iv = randomBytes(16)
    const derivation = asn1.sequence(
      asn1.octetString(salt),
      asn1.number(rounds),
      asn1.sequence(asn1.objectId(oids.hmacSha256), asn1.nothing()),
    )
    const algorithm = asn1.sequence(
      asn1.objectId(oids.pbes2),
      asn1.sequence(
        asn1.sequence(asn1.objectId(oids.pbkdf2), derivation),
        asn1.sequence(asn1.objectId(oids.aes256), asn1.octetString(iv)),
      ),
    )
    return { algorithm, data: encipher('aes-256-cbc', pbkdf2Sync(utf8, salt, rounds, 32, 'sha256'), iv, data) }
  },
}

/** pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix C), MAC with SHA-1. */
const tripleDesSha1: Scheme = {
  digest: 'sha1',
  digestOid: oids.sha1,
  macLength: 20,
  encrypt(asn1, form, data) {
    const salt = randomBytes(8)
    const key = deriveBytes('sha1', 'key', form, salt, rounds, 24)
    const iv = deriveBytes('sha1', 'iv', form, salt, rounds, 8)
    const algorithm = asn1.sequence(
      asn1.objectId(oids.tripleDes),
      asn1.sequence(asn1.octetString(salt), asn1.number(rounds)),
    )
    return { algorithm, data: encipher('des-ede3-cbc', key, iv, data) }
  },
}
