import { headerValue, headerValues, type RawHeaders } from '../../http1/index.ts'
import { plainAddress } from '../ip-address.ts'
import type { ForwardFacts, ForwardStyle } from './facts.ts'

/** X-Forwarded-For, -Proto and -Host. Of a client that nobody trusts all fields that claim the same are taken out. */
export const standardStyle: ForwardStyle = {
  drops: (name, { trustedPeer }) => (trustedPeer ? isSetHere(name) : isForwarded(name)),
  adds: (facts) => [
    ['X-Forwarded-For', forwardedFor(facts, plainAddress(facts.clientAddress))],
    ['X-Forwarded-Proto', kept(facts, 'x-forwarded-proto') ?? (facts.tls === undefined ? 'http' : 'https')],
    ['X-Forwarded-Host', kept(facts, 'x-forwarded-host') ?? headerValue(facts.headers, 'host') ?? facts.host],
    ...clientCert(facts),
  ],
  addsToAnswers: [],
}

/** Whether a field claims to hold the certificate of the client: those of RFC 9440, and ARR's. */
export function isClientCertificate(name: string): boolean {
  return name === 'client-cert' || name === 'client-cert-chain' || name === 'x-arr-clientcert'
}

/** Whether a field claims where a request came from: X-Forwarded-*, and Forwarded (RFC 7239). */
export function isForwarded(name: string): boolean {
  return name.startsWith('x-forwarded-') || name === 'forwarded'
}

/** The value of X-Forwarded-For: what a trusted peer said already, then this client. */
export function forwardedFor(facts: ForwardFacts, client: string): string {
  const before = facts.trustedPeer ? valuesOf(facts.headers, 'x-forwarded-for') : []
  return [...before, client].join(', ')
}

/** A byte sequence of structured fields (RFC 9440 section 2.2, RFC 8941 section 3.3.5). */
function clientCert({ tls }: ForwardFacts): RawHeaders {
  return tls?.client === undefined ? [] : [['Client-Cert', `:${tls.client.der}:`]]
}

function isSetHere(name: string): boolean {
  return name === 'x-forwarded-for' || name === 'x-forwarded-proto' || name === 'x-forwarded-host'
}

function kept(facts: ForwardFacts, name: string): string | undefined {
  const values = facts.trustedPeer ? valuesOf(facts.headers, name) : []
  return values.length === 0 ? undefined : values.join(', ')
}

function valuesOf(headers: RawHeaders, name: string): string[] {
  return headerValues(headers, name).filter((value) => value !== '')
}
