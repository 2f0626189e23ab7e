import { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { failure } from '../base/errors.ts'
import type { KeyPair } from '../base/key-pair.ts'
import { messageOf } from '../base/message-of.ts'
import type { ListenerPlan } from '../topology/edge-plan.ts'
import type { ClientTls } from './headers/index.ts'

type TlsVersion = NonNullable<ListenerPlan['tls']>['minVersion']

/** A certificate ready to be shown to clients. */
interface ServedCertificate {
  readonly context: SecureContext
  readonly options: SecureContextOptions
  /** What ARR passes on of it. */
  readonly facts: Pick<ClientTls, 'certificateBits' | 'issuer' | 'subject'>
}

/** The certificates of a listener. */
export interface ServedCertificates {
  /** For clients that send no name, or one that no certificate has. */
  readonly first: ServedCertificate
  /** The certificate for the name that a client asks for: one with that very name, else one with a fitting wildcard. */
  choose(serverName: string | undefined): ServedCertificate
}

/**
 * Makes the certificates of a TLS listener ready. Undefined for none: such a listener only passes through.
 * @throws BH_ERR_EDGE_CERTIFICATE
 */
export function serveCertificates(
  edge: string,
  { endpoint, tls }: ListenerPlan,
  pairs: readonly KeyPair[],
): ServedCertificates | undefined {
  const byName = new Map<string, ServedCertificate>()
  const fail = (number: number, reason: string, cause?: unknown): Error =>
    failure(
      'BH_ERR_EDGE_CERTIFICATE',
      { edge, number, listener: `${endpoint.address}:${endpoint.port}`, reason },
      cause,
    )

  const served = pairs.map((pair, index) => {
    try {
      const certificate = new X509Certificate(pair.certificate)
      const one = serve(pair, certificate, tls?.minVersion ?? 'TLSv1.2')
      for (const name of namesOf(certificate)) if (!byName.has(name)) byName.set(name, one)
      return one
    } catch (error) {
      throw fail(index + 1, messageOf(error), error)
    }
  })
  const [first] = served
  if (first === undefined) return undefined

  return {
    first,
    choose(serverName) {
      if (serverName === undefined) return first
      const name = serverName.toLowerCase().replace(/\.$/, '')
      return byName.get(name) ?? byName.get(name.replace(/^[^.]+/, '*')) ?? first
    },
  }
}

function serve(pair: KeyPair, certificate: X509Certificate, minVersion: TlsVersion): ServedCertificate {
  const old = minVersion === 'TLSv1' || minVersion === 'TLSv1.1'
  const options: SecureContextOptions = {
    cert: pair.certificate,
    key: pair.privateKey,
    minVersion,
    // OpenSSL 3 speaks TLS before 1.2 at security level 0 only, for their SHA-1.
    ...(old ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
  }
  const facts = {
    certificateBits: keyBits(certificate),
    issuer: oneLine(certificate.issuer),
    subject: oneLine(certificate.subject),
  }
  return { context: createSecureContext(options), options, facts }
}

/** The DNS names of a certificate; of one without any, its common name, as old clients take it. */
function namesOf(certificate: X509Certificate): string[] {
  const names = Array.from(certificate.subjectAltName?.matchAll(/\bDNS:"?([^",\s]+)/g) ?? [], ([, name = '']) => name)
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1]
  return (names.length === 0 && common !== undefined ? [common] : names).map((name) => name.toLowerCase())
}

function keyBits(certificate: X509Certificate): number {
  const details = certificate.publicKey.asymmetricKeyDetails
  return details?.modulusLength ?? Number(/\d{3}/.exec(details?.namedCurve ?? '')?.[0] ?? 256)
}

function oneLine(distinguishedName: string): string {
  return distinguishedName.split('\n').join(', ')
}
