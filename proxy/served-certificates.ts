import { createHash, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext, type TlsOptions } from 'node:tls'
import { certificateNames, oneLineName } from '../base/certificate-names.ts'
import { endpointText } from '../base/endpoint-text.ts'
import { failure } from '../base/errors.ts'
import type { KeyPair } from '../base/key-pair.ts'
import { messageOf } from '../base/message-of.ts'
import type { ListenerSetup } from './gate.ts'
import type { ClientTls } from './headers/index.ts'
import { normalHost } from './path/target.ts'
import { cipherOptions } from './tls-suites.ts'

/** A certificate ready to be shown to clients. */
interface ServedCertificate {
  readonly context: SecureContext
  readonly options: TlsOptions
  /** What ARR passes on of it, and which hosts it is for. */
  readonly facts: Pick<ClientTls, 'certificateBits' | 'issuer' | 'subject' | 'names'>
}

/** The certificates of a listener. */
export interface ServedCertificates {
  /** For clients that send no name, or one that no certificate has. */
  readonly first: ServedCertificate
  /** Whether there is more than one to choose from. */
  readonly several: boolean
  /** The certificate for the name that a client asks for: one with that very name, else one with a fitting wildcard. */
  find(serverName: string): ServedCertificate | undefined
}

/**
 * Makes the certificates of a TLS listener ready. Undefined for none: such a listener only passes through.
 * @param ticketKeys what session tickets are encrypted with
 * @throws BH_ERR_EDGE_CERTIFICATE
 */
export function serveCertificates(
  edge: string,
  setup: ListenerSetup,
  ticketKeys: Buffer,
): ServedCertificates | undefined {
  const { endpoint } = setup.plan
  const byName = new Map<string, ServedCertificate>()
  const fail = (number: number, reason: string, cause?: unknown): Error =>
    failure('BH_ERR_EDGE_CERTIFICATE', { edge, number, listener: endpointText(endpoint), reason }, cause)

  const common = commonOptions(setup, ticketKeys)
  const served = setup.pairs.map((pair, index) => {
    try {
      const certificate = new X509Certificate(pair.certificate)
      const one = serve(pair, certificate, common)
      for (const name of one.facts.names) if (!byName.has(name)) byName.set(name, one)
      return one
    } catch (error) {
      throw fail(index + 1, messageOf(error), error)
    }
  })
  const [first] = served
  if (first === undefined) return undefined

  return {
    first,
    several: served.length > 1,
    find(serverName) {
      const name = normalHost(serverName)
      return byName.get(name) ?? byName.get(name.replace(/^[^.]+/, '*'))
    },
  }
}

function commonOptions({ plan, pairs, clientAuthorities }: ListenerSetup, ticketKeys: Buffer): TlsOptions {
  const { tls } = plan
  const asks = tls?.clientCertificates !== undefined
  return {
    minVersion: tls?.minVersion ?? 'TLSv1.2',
    ...(tls === undefined ? {} : cipherOptions(tls)),
    ticketKeys,
    // A session is resumed only where the same certificates are shown, and the same asked for: else one that was made when
    // client certificates were not asked for, or of other authorities, would pass for checked.
    sessionIdContext: createHash('sha256')
      .update(JSON.stringify([pairs.map(({ certificate }) => certificate), tls?.clientCertificates, clientAuthorities]))
      .digest('base64url')
      .slice(0, 32),
    ...(asks ? { ca: [...(clientAuthorities ?? [])] } : {}),
    requestCert: asks,
    rejectUnauthorized: tls?.clientCertificates?.require ?? false,
  }
}

function serve(pair: KeyPair, certificate: X509Certificate, common: TlsOptions): ServedCertificate {
  const options = { ...common, cert: pair.certificate, key: pair.privateKey }
  const facts = {
    certificateBits: keyBits(certificate),
    issuer: oneLineName(certificate.issuer),
    subject: oneLineName(certificate.subject),
    names: certificateNames(certificate).map((name) => name.toLowerCase()),
  }
  return { context: createSecureContext(options), options, facts }
}

function keyBits(certificate: X509Certificate): number {
  const details = certificate.publicKey.asymmetricKeyDetails
  return details?.modulusLength ?? Number(/\d{3}/.exec(details?.namedCurve ?? '')?.[0] ?? 256)
}
