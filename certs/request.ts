// Certificate requests (PKCS#10, RFC 2986): made as New-ExchangeCertificate -GenerateRequest does, and answered.

import { createPublicKey, type KeyObject } from 'node:crypto'
import type forgeModule from 'node-forge'
import { failure } from '../base/errors.ts'
import type { Authority } from './authority.ts'
import { attributesOf, type DistinguishedName, subjectAltName } from './build.ts'
import { type Forge, forgePublicKey, loadForge, signLayout } from './forge.ts'
import { leafSubject, signLeaf } from './issue.ts'
import type { KeyStore } from './key-store.ts'
import { checkedNames, reasonOf } from './names.ts'
import { pemBlocks, pemOf } from './pem.ts'
import { checkedPeriod, type Period } from './period.ts'

/** What a certificate request asks for. */
export interface RequestOptions {
  readonly keyStore: KeyStore
  /** Host names that the certificate is to cover; the first becomes the common name when the subject has none. */
  readonly names: readonly string[]
  readonly subject?: DistinguishedName
}

/** A request and the key that it was made with. */
export interface CertificateRequest {
  /** PEM, to be sent to an authority. */
  readonly request: string
  /** PEM, to be kept: the certificate is worthless without it. */
  readonly privateKey: string
}

/**
 * A request with a new key of its own.
 * @throws BH_ERR_CERT_NAME, BH_ERR_CERT_NO_NAMES
 */
export async function createRequest(options: RequestOptions): Promise<CertificateRequest> {
  const names = checkedNames(options.names, 'the certificate request')
  const forge = await loadForge()
  const key = await options.keyStore.key()
  const request = forge.pki.createCertificationRequest()
  request.publicKey = forgePublicKey(forge, createPublicKey(key.object))
  request.setSubject(attributesOf(forge, { ...leafSubject(names), ...options.subject }))
  request.setAttributes([
    {
      name: 'extensionRequest',
      extensions: [
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        subjectAltName(names),
      ],
    },
  ])
  request.signatureOid = request.siginfo.algorithmOid = forge.pki.oids['sha256WithRSAEncryption'] ?? ''
  request.signature = ''
  const der = signLayout(forge, forge.pki.certificationRequestToAsn1(request), key.object)
  return { request: pemOf('CERTIFICATE REQUEST', der), privateKey: key.pem }
}

/**
 * The certificate (PEM) that answers a request: its subject, its names and its key, signed by the authority.
 * @param file what the error messages call the request.
 * @throws BH_ERR_CSR, BH_ERR_CERT_NAME, BH_ERR_CERT_NO_NAMES, BH_ERR_CERT_VALIDITY
 */
export async function issueFromRequest(
  authority: Authority,
  request: string,
  { file = 'the certificate request', ...period }: Partial<Period> & { readonly file?: string } = {},
): Promise<string> {
  const forge = await loadForge()
  const parsed = parseRequest(forge, request, file)
  const names = checkedNames(parsed.names, file)
  return signLeaf(
    authority,
    { names, subject: parsed.subject, period: checkedPeriod(period, names, 825) },
    parsed.publicKey,
  )
}

interface ParsedRequest {
  readonly subject: DistinguishedName
  readonly names: readonly string[]
  readonly publicKey: KeyObject
}

function parseRequest(forge: Forge, text: string, file: string): ParsedRequest {
  const refuse = (reason: string, cause?: unknown) => failure('BH_ERR_CSR', { file, reason }, cause)
  // Exchange and certreq write NEW CERTIFICATE REQUEST, which forge does not know.
  const block = pemBlocks(text).find(({ label }) => label.endsWith('CERTIFICATE REQUEST'))
  if (block === undefined) throw refuse('it has no "BEGIN CERTIFICATE REQUEST" block')
  const known = block.text.replaceAll(block.label, 'CERTIFICATE REQUEST')
  let request: forgeModule.pki.CertificateSigningRequest
  let signed: boolean
  try {
    request = forge.pki.certificationRequestFromPem(known, true)
    signed = request.verify()
  } catch (error) {
    throw refuse(reasonOf(error), error)
  }
  if (!signed || request.publicKey === null) throw refuse('its signature is wrong')
  const publicKey = createPublicKey(forge.pki.publicKeyToPem(request.publicKey))
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < 2048) throw refuse(`its RSA key has ${bits} bits, and less than 2048 are not signed`)
  const subject = subjectOf(request)
  const asked = namesOf(request)
  const names = asked.length > 0 || subject.commonName === undefined ? asked : [subject.commonName]
  return { subject, names, publicKey }
}

const parts = {
  commonName: 'CN',
  organizationalUnit: 'OU',
  organization: 'O',
  locality: 'L',
  state: 'ST',
  country: 'C',
} as const

function subjectOf(request: forgeModule.pki.CertificateSigningRequest): DistinguishedName {
  const entries = Object.entries(parts).flatMap(([part, shortName]) => {
    const value: unknown = request.subject.getField(shortName)?.value
    return typeof value === 'string' ? [[part, Buffer.from(value, 'latin1').toString('utf8')]] : []
  })
  return Object.fromEntries(entries)
}

function namesOf(request: forgeModule.pki.CertificateSigningRequest): readonly string[] {
  const wanted = request.getAttribute({ name: 'extensionRequest' })
  const extensions: readonly { name?: string; altNames?: readonly { type: number; value: string; ip?: string }[] }[] =
    wanted?.extensions ?? []
  const altNames = extensions.find(({ name }) => name === 'subjectAltName')?.altNames ?? []
  return altNames.flatMap(({ type, value, ip }) => (type === 2 ? [value] : type === 7 && ip !== undefined ? [ip] : []))
}
