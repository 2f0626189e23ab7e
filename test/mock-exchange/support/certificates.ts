import { generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'
import type { KeyPair } from '../../../base/key-pair.ts'

/** A self-signed certificate for these names, valid for a day. */
export function selfSigned(names: readonly string[]): KeyPair {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey)
  certificate.serialNumber = '01'
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000)
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000)
  const subject = [{ name: 'commonName', value: names[0] ?? '' }]
  certificate.setSubject(subject)
  certificate.setIssuer(subject)
  const altNames = names.map((value) => ({ type: 2, value }))
  certificate.setExtensions([{ name: 'subjectAltName', altNames }])
  certificate.sign(forge.pki.privateKeyFromPem(pair.privateKey), forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(certificate), privateKey: pair.privateKey }
}
