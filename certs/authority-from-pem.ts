// An authority that was made before, by `bridgehead certs ca` or by openssl, from its certificate and key.

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { failure } from '../base/errors.ts'
import type { KeyPair } from '../base/key-pair.ts'
import type { Authority } from './authority.ts'
import { keyIdentifier } from './build.ts'
import { loadForge } from './forge.ts'
import type { KeyStore } from './key-store.ts'

/**
 * The authority of a certificate and its RSA key, ready to sign.
 * @param file where the certificate was read, for the error's sentence
 * @throws BH_ERR_CERT_NO_AUTHORITY when it may not sign others (RFC 5280 section 4.2.1.9), or its key is of another kind
 */
export async function authorityFromPem(pair: KeyPair, keyStore: KeyStore, file: string): Promise<Authority> {
  const certificate = new X509Certificate(pair.certificate)
  const refuse = (reason: string) => failure('BH_ERR_CERT_NO_AUTHORITY', { file, reason })
  if (!certificate.ca) throw refuse('its basic constraints do not say that it is an authority')
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') throw refuse('its key is not an RSA key')
  return {
    certificate: certificate.toString(),
    keyIdentifier: await subjectKeyIdentifier(certificate),
    signingKey: createPrivateKey(pair.privateKey),
    keyStore,
  }
}

/** As the certificate states it, for programs compare it with what they find in the leaf; else by the usual method. */
async function subjectKeyIdentifier(certificate: X509Certificate): Promise<Buffer> {
  const forge = await loadForge()
  const extension = forge.pki.certificateFromPem(certificate.toString()).getExtension('subjectKeyIdentifier')
  const stated: unknown = extension && Reflect.get(extension, 'subjectKeyIdentifier')
  return typeof stated === 'string' ? Buffer.from(stated, 'hex') : keyIdentifier(certificate.publicKey)
}
