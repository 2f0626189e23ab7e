import { basename } from 'node:path'
import { endpointText } from '../base/endpoint-text.ts'
import type { CertificateSource, Endpoint, ListenerPlan } from '../topology/edge-plan.ts'

/** The listener that takes a connection, or why none does. */
export interface ListenerExplanation {
  /** `address:port` as in the plan; undefined when no listener takes the connection. */
  readonly address: string | undefined
  /** Whether it asks for a client certificate, or will not go on without one. */
  readonly clientCertificate?: 'welcome' | 'required'
  /** Whether it refuses handshakes for names that its certificates do not have. */
  readonly onlyKnownNames?: boolean
  /** The listener in words, or the reason why there is none. */
  readonly text: string
}

/** A connection to an edge. */
export interface Arrival {
  readonly scheme: 'http' | 'https'
  /** Host and port as the URL has them. Without a port any listener of the scheme will do: a router may lie in between. */
  readonly authority: string
  /** Where the connection arrives, when that is known; it counts instead of the URL's port. */
  readonly at: Endpoint | undefined
  /** Whether a rule passes its TLS through, so that no certificate is needed. */
  readonly passed: boolean
}

/** The listener that an http or https connection gets to. */
export function explainListener(listeners: readonly ListenerPlan[], arrival: Arrival): ListenerExplanation {
  const { scheme, authority, at, passed } = arrival
  const port = at === undefined ? portOf(authority) : at.port
  const there = listeners.filter(
    ({ endpoint }) =>
      (at === undefined || endpoint.address === at.address) &&
      // Port 0 becomes any free one when the edge starts.
      (port === undefined || endpoint.port === port || endpoint.port === 0),
  )
  if (there.length === 0) return none(`no listener has port ${port}; there is ${listText(listeners)}`)
  const https = scheme === 'https'
  const speaking = there.filter(({ tls }) => (tls !== undefined) === https)
  if (speaking.length === 0) {
    return none(
      `${https ? 'https needs a TLS listener' : 'http needs a plain listener'}, but there is ${listText(there)}`,
    )
  }
  const able = https && !passed ? speaking.filter(({ tls }) => tls?.certificates.length !== 0) : speaking
  if (able.length === 0) {
    return none(
      `no rule passes the TLS of ${authority} through, and to end it a certificate is missing on ${listText(speaking)}`,
    )
  }
  const usual = able.find(({ endpoint }) => endpoint.port === (port ?? (https ? 443 : 80))) ?? able[0]
  if (usual === undefined) return none('')
  const asked = passed ? undefined : usual.tls?.clientCertificates
  return {
    address: endpointText(usual.endpoint),
    ...(asked === undefined ? {} : { clientCertificate: asked.require ? 'required' : 'welcome' }),
    ...(!passed && usual.tls?.unknownName === 'refuse' ? { onlyKnownNames: true } : {}),
    text: listenerText(usual, passed),
  }
}

function none(why: string): ListenerExplanation {
  return { address: undefined, text: why }
}

function portOf(authority: string): number | undefined {
  const port = /:(\d+)$/.exec(authority)?.[1]
  return port === undefined ? undefined : Number(port)
}

function listText(listeners: readonly ListenerPlan[]): string {
  if (listeners.length === 0) return 'no listener at all'
  return listeners
    .map(({ endpoint, tls }) => `${endpointText(endpoint)} (${tls === undefined ? 'plain HTTP' : 'TLS'})`)
    .join(', ')
}

function listenerText({ endpoint, tls }: ListenerPlan, passed: boolean): string {
  const where = `${endpointText(endpoint)}${endpoint.port === 0 ? ' (any free port)' : ''}`
  if (tls === undefined) return `${where}, plain HTTP`
  if (passed) return `${where}, TLS that is not ended here`
  const names = tls.certificates.map(certificateName)
  const which = names.length === 1 ? `certificate ${names[0]}` : `certificate by SNI among ${names.join(', ')}`
  const asked = tls.clientCertificates
  const client =
    asked === undefined ? '' : `, client certificate of ${basename(asked.ca)} ${asked.require ? 'required' : 'welcome'}`
  const others = tls.unknownName === 'refuse' ? ', for no other names' : ''
  return `${where}, TLS from ${tls.minVersion} on, ${which}${others}${client}`
}

/** A certificate of a listener in words: `certificate mail.pfx`. */
export function certificateLabel(source: CertificateSource): string {
  return `certificate ${certificateName(source)}`
}

function certificateName(source: CertificateSource): string {
  switch (source.kind) {
    case 'named':
      return source.name
    case 'pfx':
      return basename(source.pfx)
    case 'pem':
      return basename(source.cert)
  }
}
