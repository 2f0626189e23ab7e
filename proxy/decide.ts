// What becomes of a request, before any server is asked: all that follows from its head, the connection and the plan. Worked
// out once for a head that a client repeats.
//
//   method ── host and path ── TLS name ── fields ── loops ── size ──> a rule, an answer of the edge's own, or a refusal

import type { FailureCause } from '../base/failure-cause.ts'
import { type BodyFraming, headerValue, listMembers, type RequestHead } from '../http1/index.ts'
import type { RulePlan } from '../topology/edge-plan.ts'
import { isInChannel } from './channels.ts'
import type { ActivePlan } from './edge-run.ts'
import type { ClientTls } from './headers/index.ts'
import { isMisdirected } from './misdirected.ts'

/** A request that the edge does not serve; `sentence` says why. The status is that of the cause when absent. */
interface Refusal {
  readonly kind: 'refused'
  readonly cause: FailureCause
  readonly sentence: string
  readonly status?: number
  /** IIS's, as ARR would log it. */
  readonly subStatus?: number
}

/** What becomes of a request. `final`: OPTIONS or TRACE that is to go no further than this edge. */
export type Decision = Refusal | { readonly kind: 'rule'; readonly rule: RulePlan } | { readonly kind: 'final' }

/** What is decided by. */
export interface DecisionFacts {
  readonly head: RequestHead
  readonly framing: BodyFraming
  /** The Host field. */
  readonly host: string | undefined
  readonly tls: ClientTls | undefined
  /** Whether the peer is a proxy in front: the name in its TLS hello says nothing about its clients. */
  readonly trustedPeer: boolean
}

/** Decides what becomes of a request. */
export function decide(facts: DecisionFacts, active: Pick<ActivePlan, 'plan' | 'router' | 'messages'>): Decision {
  const { head, host } = facts
  const { plan, router, messages } = active
  if (head.method === 'CONNECT') {
    return refusal('bad-request', 'This edge is a reverse proxy: it opens no tunnels for CONNECT.', 501)
  }
  if (head.method === 'TRACE' && !messages.trace) {
    return refusal('bad-request', 'This edge does not pass on TRACE.', 501)
  }
  const route = router.route(host, head.target)
  if (route.kind === 'refused') {
    return refusal('bad-request', `The edge refuses the request: ${route.reason}.`, route.status)
  }
  if (!facts.trustedPeer && isMisdirected(route.host, facts.tls)) return misdirection(route.host, facts.tls)
  if (route.kind === 'none') return refusal('no-rule', `No rule of edge ${plan.name} matches this host and path.`)
  if (messages.underscores === 'refuse' && head.headers.some(([name]) => name.includes('_'))) {
    return refusal('bad-request', 'The edge refuses the request: a header field with an underscore in its name.')
  }
  return limited(facts, route.rule, active) ?? { kind: 'rule', rule: route.rule }
}

function misdirection(host: string | undefined, tls: ClientTls | undefined): Refusal {
  const sentence = `The TLS connection is for ${tls?.serverName}, and its certificate is not for ${host}, which this request asks for.`
  return refusal('misdirected', sentence)
}

/** Loops, and what is too large. */
function limited(
  { head, framing }: DecisionFacts,
  rule: RulePlan,
  { plan, messages }: Pick<ActivePlan, 'plan' | 'messages'>,
): Decision | undefined {
  const { action } = rule
  if (action.kind !== 'farm') return undefined
  const { via } = messages
  if (via !== undefined && listMembers(head.headers, 'via').some((member) => isOf(member, via))) {
    return refusal('loop', `The request has passed this edge before: its Via names ${via}.`)
  }
  if (hopsLeft(head) === 0) {
    if (head.method === 'OPTIONS' || head.method === 'TRACE') return { kind: 'final' }
    // ARR counts for every method (reference/reverse-proxies.md section 1.8: 400.605).
    if (plan.farms.get(action.farm)?.headers === 'arr') {
      const sentence = 'The request has passed as many proxies as it may: Max-Forwards is 0.'
      return { ...refusal('loop', sentence, 400), subStatus: 605 }
    }
  }
  const { bodyBytes } = plan.limits
  const tooLarge = framing.kind === 'length' && bodyBytes !== undefined && framing.length > bodyBytes
  if (tooLarge && !isInChannel(head.method)) {
    return refusal('request-too-large', `The body of the request is too large: more than ${bodyBytes} bytes.`)
  }
  return undefined
}

/** `1.1 name (comment)` or `HTTP/1.1 name`: whether a member of Via, in lower case, is of that name. */
function isOf(member: string, name: string): boolean {
  return member.split(/[ \t]+/)[1] === name.toLowerCase()
}

function hopsLeft({ headers }: RequestHead): number | undefined {
  const said = headerValue(headers, 'max-forwards')
  return said !== undefined && /^\d{1,9}$/.test(said) ? Number(said) : undefined
}

function refusal(cause: FailureCause, sentence: string, status?: number): Refusal {
  return { kind: 'refused', cause, sentence, ...(status === undefined ? {} : { status }) }
}
