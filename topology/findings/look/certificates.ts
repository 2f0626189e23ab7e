// Which certificate a client is shown, and whether it will do.

import { dateWords } from '../../certificate-words.ts'
import type { ListenerPlan } from '../../edge-plan.ts'
import type { LabPlan } from '../../lab-plan.ts'
import { matchesHost } from '../../route-match.ts'
import type { Listening } from './network.ts'
import { exchangeServersOf, passthroughFarm } from './routes.ts'

/** What can be said of a certificate without reading files. */
export interface CertificateFacts {
  /** `certificate mail`, or `the self-signed certificate of cas1`. */
  readonly label: string
  readonly names: readonly string[]
  /** Why clients of the lab refuse it; undefined when they do not. */
  readonly refusedAs: string | undefined
}

/** Facts of a certificate of the topology; undefined for one that lies in a file. */
function certificateFacts(plan: LabPlan, name: string): CertificateFacts | undefined {
  const settings = plan.certificates.get(name)?.settings
  if (settings === undefined || 'pfx' in settings) return undefined
  const reasons = {
    'self-signed': 'it is self-signed',
    'unknown-ca': 'its issuer is unknown',
    'public-ca': undefined,
  } as const
  const dates = { ...dateWords, valid: undefined }
  return {
    label: `certificate ${name}`,
    names: settings.names,
    refusedAs: reasons[settings.issuer] ?? dates[settings.expires],
  }
}

/** A server with a certificate of its own. */
export interface CertifiedServer {
  readonly host: string
  readonly fqdn: string
  readonly certificate: string | undefined
}

/** Facts of the certificate of a server; its own self-signed one when it has none of the topology. */
export function serverCertificate(plan: LabPlan, server: CertifiedServer): CertificateFacts | undefined {
  if (server.certificate !== undefined) return certificateFacts(plan, server.certificate)
  return {
    label: `the self-signed certificate of ${server.host}`,
    names: [server.fqdn, server.host],
    refusedAs: 'it is self-signed',
  }
}

/** The certificates that a TLS listener chooses from; undefined when one of them lies in a file, or TLS does not end there. */
export function listenerCertificates(plan: LabPlan, listener: ListenerPlan): readonly CertificateFacts[] | undefined {
  const sources = listener.tls?.certificates ?? []
  const facts = sources.map((source) => (source.kind === 'named' ? certificateFacts(plan, source.name) : undefined))
  const known = facts.filter((each) => each !== undefined)
  return sources.length > 0 && known.length === sources.length ? known : undefined
}

/** The servers whose own certificate clients see at a name: behind TLS that is passed through, or with no edge between. */
export function serversShown(plan: LabPlan, listening: Listening, name: string): readonly CertifiedServer[] {
  if (listening.kind !== 'edge') return [listening.server]
  const farm = passthroughFarm(listening.edge, name)
  return farm === undefined ? [] : exchangeServersOf(plan, farm)
}

/** The certificates that clients who ask for a name may be shown; without those that lie in files. */
export function shownCertificates(plan: LabPlan, listening: Listening, name: string): readonly CertificateFacts[] {
  const servers = serversShown(plan, listening, name)
  if (servers.length > 0) return servers.flatMap((server) => serverCertificate(plan, server) ?? [])
  const certificates = listening.kind === 'edge' ? (listenerCertificates(plan, listening.listener) ?? []) : []
  const chosen = certificates.find((each) => covers(each.names, name)) ?? certificates[0]
  return chosen === undefined ? [] : [chosen]
}

/** Whether a certificate's names contain a host name: equal, or by a wildcard for exactly one label (RFC 6125, 6.4.3). */
export function covers(names: readonly string[], host: string): boolean {
  const wanted = host.toLowerCase()
  return names.some((name) => name.toLowerCase() === wanted || matchesHost(name.toLowerCase(), wanted))
}
