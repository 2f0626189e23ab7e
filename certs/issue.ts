// Server certificates: signed by an authority of the lab, or by themselves.

import { createPublicKey, type KeyObject } from 'node:crypto'
import type { KeyPair } from '../base/key-pair.ts'
import type { Authority } from './authority.ts'
import { buildCertificate, type DistinguishedName, keyIdentifier } from './build.ts'
import { keepCertificate } from './kept.ts'
import type { KeyStore } from './key-store.ts'
import { checkedNames } from './names.ts'
import { checkedPeriod, type Period } from './period.ts'

/** Days that a server certificate may be valid; clients refuse more, also of authorities that the user added (Apple HT210176). */
const maximumDays = 825
/** Exchange gives its own certificate five years (New-ExchangeCertificate). */
const exchangeDays = 5 * 365 + 1
/** X.520's upper bound of a common name; a longer host name stands in the subject alternative name only. */
const longestCommonName = 64

/** What a server certificate is to be; its period as `checkedPeriod` fills it in. */
export interface LeafOptions extends Partial<Period> {
  /** Host names, wildcards of one label and IP addresses; the first is also the common name, where it fits. */
  readonly names: readonly string[]
  /** Slot of the key store: with one, key and certificate are the same in the next run. All new when absent. */
  readonly slot?: string
}

/**
 * A server certificate signed by the authority, with its key: valid from yesterday for 397 days unless told.
 * @throws BH_ERR_CERT_NAME, BH_ERR_CERT_NO_NAMES, BH_ERR_CERT_VALIDITY
 */
export async function issue(authority: Authority, options: LeafOptions): Promise<KeyPair> {
  const names = checkedNames(options.names, 'the certificate to be issued')
  const period = checkedPeriod(options, names, maximumDays)
  return makeLeaf(authority.keyStore, options.slot, { names, subject: leafSubject(names), period, authority })
}

/** As `issue`, signed with its own key. @throws BH_ERR_CERT_NAME, BH_ERR_CERT_NO_NAMES, BH_ERR_CERT_VALIDITY */
export async function issueSelfSigned(keyStore: KeyStore, options: LeafOptions): Promise<KeyPair> {
  const names = checkedNames(options.names, 'the self-signed certificate')
  const period = checkedPeriod(options, names, maximumDays)
  return makeLeaf(keyStore, options.slot, { names, subject: leafSubject(names), period })
}

/** A server that Exchange's setup makes a certificate for. */
export interface ServerName {
  readonly keyStore: KeyStore
  /** cas1.contoso.local */
  readonly fqdn: string
  /** CAS1 */
  readonly netbios: string
}

/**
 * The certificate that Exchange's setup gives a server, friendly name "Microsoft Exchange": self-signed for the
 * computer's short and full name, valid for five years. Clients do not trust it; the same in each run.
 * Source: learn.microsoft.com/exchange/architecture/client-access/certificates, "Self-signed certificates in Exchange".
 * @throws BH_ERR_CERT_NAME
 */
export async function selfSigned({ keyStore, fqdn, netbios }: ServerName): Promise<KeyPair> {
  const names = checkedNames([netbios, fqdn], 'the self-signed certificate of the server')
  const period = checkedPeriod({}, names, exchangeDays, exchangeDays)
  return makeLeaf(keyStore, `server ${fqdn}`, { names, subject: { commonName: netbios }, period })
}

interface Leaf {
  readonly names: readonly string[]
  readonly subject: DistinguishedName
  readonly period: Period
  /** Who signs; itself when absent. */
  readonly authority?: Authority
}

async function makeLeaf(keyStore: KeyStore, slot: string | undefined, leaf: Leaf): Promise<KeyPair> {
  const { names, subject, period, authority } = leaf
  const key = await keyStore.key(slot)
  const publicKey = createPublicKey(key.object)
  const make = () =>
    authority === undefined ? signItself(leaf, key.object, publicKey) : signLeaf(authority, leaf, publicKey)
  if (slot === undefined) return { certificate: await make(), privateKey: key.pem }
  const details = [authority?.certificate ?? 'itself', JSON.stringify(subject), ...names]
  const certificate = await keepCertificate({ keyStore, slot, publicKey, period, details }, make)
  return { certificate, privateKey: key.pem }
}

function signItself({ names, subject, period }: Leaf, signingKey: KeyObject, publicKey: KeyObject): Promise<string> {
  const issuerKeyIdentifier = keyIdentifier(publicKey)
  return buildCertificate({ subject, names, authority: false, publicKey, ...period, signingKey, issuerKeyIdentifier })
}

/** The PEM of a certificate for a public key; the authority need not know the private half. */
export function signLeaf(authority: Authority, leaf: Omit<Leaf, 'authority'>, publicKey: KeyObject): Promise<string> {
  return buildCertificate({
    subject: leaf.subject,
    issuer: authority.certificate,
    names: leaf.names,
    authority: false,
    publicKey,
    ...leaf.period,
    signingKey: authority.signingKey,
    issuerKeyIdentifier: authority.keyIdentifier,
  })
}

/** The subject of a certificate that has nothing but names. */
export function leafSubject(names: readonly string[]): DistinguishedName {
  const [commonName] = names
  if (commonName === undefined || commonName.length > longestCommonName) return { organization: 'Bridgehead' }
  return { commonName }
}
