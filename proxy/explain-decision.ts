// What `bridgehead explain` says of the edge's own decisions, beside its rules.

import type { BodyFraming, RawHeaders } from '../http1/index.ts'
import type { EdgePlan } from '../topology/edge-plan.ts'
import { decide } from './decide.ts'
import type { ListenerExplanation } from './explain-listener.ts'
import { messagePolicy } from './message-policy.ts'
import { statusOfCause } from './pages.ts'
import type { Router } from './route.ts'

/** What comes before any server is asked. `final`: the edge answers itself, as the request may go no further. */
export type EarlyOutcome =
  | { readonly kind: 'final'; readonly status: 200; readonly reason: string }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }

/** A request as it is asked about. */
export interface Sent {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly method: string
  readonly target: string
  readonly sent: RawHeaders
  readonly framing: BodyFraming
  readonly listener: ListenerExplanation
}

/** What the edge decides beside its rules: TRACE, loops, sizes, names of fields. */
export function decidedBefore(
  plan: EdgePlan,
  router: Router,
  { method, target, host, sent, framing }: Sent,
): EarlyOutcome | undefined {
  const head = { kind: 'request', method, target, minorVersion: 1, headers: sent } as const
  const facts = { head, framing, host, tls: undefined, trustedPeer: false }
  const decision = decide(facts, { plan, router, messages: messagePolicy(plan) })
  if (decision.kind === 'final') {
    return { kind: 'final', status: 200, reason: 'Max-Forwards is 0, so the edge answers it itself' }
  }
  if (decision.kind === 'rule' || decision.cause === 'no-rule') return undefined
  const { status = statusOfCause(decision.cause), sentence } = decision
  return { kind: 'refused', status, reason: sentence.replace(/\.$/, '') }
}

/** What the outcome depends on beyond the plan, in sentences without a full stop. */
export function conditionsOf(
  { scheme, listener }: Sent,
  serverName: string | undefined,
  host: string | undefined,
): string[] {
  if (scheme === 'http') return []
  const conditions: string[] = []
  if (listener.onlyKnownNames === true) {
    const name = serverName ?? 'the name of the TLS connection'
    conditions.push(
      `without ${name} in a certificate of the listener the TLS handshake is refused (unknownName: refuse)`,
    )
  }
  if (listener.clientCertificate === 'required')
    conditions.push('without a client certificate the TLS handshake is refused')
  if (host !== undefined && serverName !== host) {
    const only = `served only if the certificate for ${serverName} is for it too, or ${serverName} is an address, which TLS does not name`
    conditions.push(`${host} is not the name of the TLS connection: ${only}; else 421`)
  }
  return conditions
}
