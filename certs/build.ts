// From a description of a certificate to its PEM: the fields by forge, the signature by node:crypto.

import { createHash, createPublicKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type forgeModule from 'node-forge'
import { asn1Tools } from './asn1.ts'
import { type Forge, forgePublicKey, loadForge, signLayout } from './forge.ts'

/** A subject or issuer, most significant part first as Windows shows it. */
export interface DistinguishedName {
  readonly commonName?: string
  readonly organizationalUnit?: string
  readonly organization?: string
  readonly locality?: string
  readonly state?: string
  /** Two letters of ISO 3166. */
  readonly country?: string
}

/** All that goes into a certificate and is not the same in every one. */
export interface CertificateDescription {
  readonly subject: DistinguishedName
  /** PEM of the authority's certificate, whose subject becomes the issuer byte for byte; itself when absent. */
  readonly issuer?: string
  /** Host names and IP addresses for the subject alternative name; the extension is left out for none. */
  readonly names: readonly string[]
  /** Whether it may sign others. */
  readonly authority: boolean
  /** RSA. */
  readonly publicKey: KeyObject
  readonly validFrom: Date
  readonly validTo: Date
  /** The issuer's private key, and the identifier of its public key. */
  readonly signingKey: KeyObject
  readonly issuerKeyIdentifier: Buffer
}

/** Signs a certificate with SHA-256 and RSA; gives its PEM. */
export async function buildCertificate(description: CertificateDescription): Promise<string> {
  const { subject, names, authority, publicKey, issuerKeyIdentifier } = description
  const forge = await loadForge()
  const certificate = forge.pki.createCertificate()
  certificate.serialNumber = serialNumber()
  certificate.publicKey = forgePublicKey(forge, publicKey)
  certificate.validity.notBefore = description.validFrom
  certificate.validity.notAfter = description.validTo
  certificate.setSubject(attributesOf(forge, subject))
  certificate.setIssuer(attributesOf(forge, subject))
  certificate.setExtensions([
    { name: 'basicConstraints', cA: authority, critical: true },
    authority
      ? { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }
      : { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    ...(authority ? [] : [{ name: 'extKeyUsage', serverAuth: true, clientAuth: true }]),
    ...(names.length === 0 ? [] : [subjectAltName(names)]),
    { name: 'subjectKeyIdentifier', subjectKeyIdentifier: keyIdentifier(publicKey).toString('binary') },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuerKeyIdentifier.toString('binary') },
  ])
  certificate.signatureOid = certificate.siginfo.algorithmOid = forge.pki.oids['sha256WithRSAEncryption'] ?? ''
  certificate.signature = ''
  const layout = forge.pki.certificateToAsn1(certificate)
  if (description.issuer !== undefined) setIssuer(forge, layout, description.issuer)
  return new X509Certificate(signLayout(forge, layout, description.signingKey)).toString()
}

/** TBSCertificate (RFC 5280 section 4.1): version, serial number, algorithm, issuer, validity, subject … */
const place = { issuer: 3, subject: 5 } as const

/** Strict programs compare the names of issuer and authority by their bytes, so they are copied as they are. */
function setIssuer(forge: Forge, layout: forgeModule.asn1.Asn1, issuer: string): void {
  const tools = asn1Tools(forge)
  const fields = (certificate: forgeModule.asn1.Asn1) => tools.parts(certificate)[0]?.value as forgeModule.asn1.Asn1[]
  const name = fields(tools.parse(new X509Certificate(issuer).raw))[place.subject]
  if (name !== undefined) fields(layout)[place.issuer] = name
}

/** Forge's form of a subject. UTF-8, since a wildcard's `*` is no PrintableString. */
export function attributesOf(forge: Forge, name: DistinguishedName): forgeModule.pki.CertificateField[] {
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['countryName', name.country],
    ['stateOrProvinceName', name.state],
    ['localityName', name.locality],
    ['organizationName', name.organization],
    ['organizationalUnitName', name.organizationalUnit],
    ['commonName', name.commonName],
  ]
  return parts.flatMap(([type, value]) => {
    if (value === undefined) return []
    // X.520 wants the country as PrintableString.
    const tag = type === 'countryName' ? forge.asn1.Type.PRINTABLESTRING : forge.asn1.Type.UTF8
    return [{ name: type, value, valueTagClass: tag as unknown as forgeModule.asn1.Class }]
  })
}

/** Forge's form of the subject alternative name: dNSName is 2, iPAddress 7 (RFC 5280 section 4.2.1.6). */
export function subjectAltName(names: readonly string[]): object {
  const altNames = names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name }))
  return { name: 'subjectAltName', altNames }
}

/** SHA-1 of the public key's bits: RFC 5280 section 4.2.1.2, method 1. */
export function keyIdentifier(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return createHash('sha1')
    .update(publicKey.export({ type: 'pkcs1', format: 'der' }))
    .digest()
}

/** 126 random bits, positive and without a leading zero byte (RFC 5280 section 4.1.2.2: at most 20 bytes). */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}
