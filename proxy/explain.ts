// What the edge would do with a request, without traffic: for `bridgehead explain`.

import { type BodyFraming, HttpSyntaxError, type RawHeaders, type RequestHead, requestFraming } from '../http1/index.ts'
import type { EdgePlan, Endpoint, RulePlan } from '../topology/edge-plan.ts'
import { conditionsOf, decidedBefore, type EarlyOutcome, type Sent } from './explain-decision.ts'
import { type FarmOutcome, farmOutcome, headersFor } from './explain-farm.ts'
import { explainListener, type ListenerExplanation } from './explain-listener.ts'
import { explainRules, type RuleExplanation } from './explain-rules.ts'
import { readPath } from './path/request-path.ts'
import { splitTarget } from './path/target.ts'
import { createRouter, type Router } from './route.ts'

/** A request to be explained. */
export interface ExplainedRequest {
  readonly method: string
  /** Absolute http or https URL; its path is taken letter by letter, dot segments and escapes too. */
  readonly url: string
  /** Host is taken from the URL when it is not among them. */
  readonly headers: RawHeaders
  /** The listener that it arrives at, when that is known; else the URL's port says, where it names one. */
  readonly at?: Endpoint | undefined
}

/** How the edge would treat a request. */
export interface Explanation {
  readonly request: { readonly scheme: 'http' | 'https'; readonly host: string; readonly target: string } | undefined
  /** Undefined when the URL cannot be read. */
  readonly listener: ListenerExplanation | undefined
  /** Every rule of the edge, in order. */
  readonly rules: readonly RuleExplanation[]
  /** What the outcome depends on beyond the plan, in sentences without a full stop. */
  readonly conditions: readonly string[]
  readonly outcome: Outcome
}

type Outcome =
  | FarmOutcome
  | { readonly kind: 'unheard'; readonly reason: string }
  | { readonly kind: 'redirect'; readonly status: 302; readonly location: string }
  | { readonly kind: 'deny'; readonly status: number }
  | { readonly kind: 'none'; readonly status: 404 }
  | EarlyOutcome

// A route table asks the same plan, which never changes, a thousand times.
const routers = new WeakMap<EdgePlan, Router>()

function routerOf(plan: EdgePlan): Router {
  const router = routers.get(plan) ?? createRouter(plan)
  routers.set(plan, router)
  return router
}

/** Explains one request to an edge. */
export function explainRequest(plan: EdgePlan, { method, url, headers, at }: ExplainedRequest): Explanation {
  const parts = /^(https?):\/\/([^/?#]+)([^#]*)/i.exec(url)
  const [, scheme = '', authority = '', rest = ''] = parts ?? []
  if (parts === null) return unreadable(plan, `${url} is no http or https URL`)
  const target = rest.startsWith('/') ? rest : `/${rest}`
  const hasHost = headers.some(([name]) => name.toLowerCase() === 'host')
  const sent: RawHeaders = hasHost ? headers : [['Host', authority], ...headers]
  const hostField = sent.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? authority
  const request = { scheme: scheme.toLowerCase() === 'https' ? 'https' : 'http', host: hostField, target } as const

  const router = routerOf(plan)
  const serverName = splitTarget(authority, '/')
  const passed =
    request.scheme === 'https' && 'host' in serverName ? router.routeServerName(serverName.host) : undefined
  const listener = explainListener(plan.listeners, {
    scheme: request.scheme,
    authority,
    at,
    passed: passed !== undefined,
  })
  const seenAs = { request, listener }
  if (listener.address === undefined) {
    const rules = notAsked(plan, 'no listener takes the request')
    return { ...seenAs, rules, conditions: [], outcome: { kind: 'unheard', reason: listener.text } }
  }
  if (passed !== undefined && 'host' in serverName) {
    const rules = explainRules(plan.rules, { host: serverName.host, segments: undefined }, passed.rule)
    const outcome = farmOutcome(passed.farm, 'passthrough', authority, [])
    return { ...seenAs, rules, conditions: conditionsOnServers(outcome), outcome }
  }

  const route = router.route(hostField, target)
  if (route.kind === 'refused') return { ...unreadable(plan, route.reason), ...seenAs }
  const split = splitTarget(hostField, target)
  const path = 'path' in split ? readPath(split.path) : { segments: [] }
  const seen = {
    host: 'host' in split ? split.host : undefined,
    segments: 'segments' in path ? path.segments : [],
  }
  const rule = route.kind === 'rule' ? route.rule : undefined
  const framing = framingOf({ kind: 'request', method, target, minorVersion: 1, headers: sent })
  if (typeof framing === 'string') return { ...unreadable(plan, framing), ...seenAs }
  const asked: Sent = { ...request, method, sent, framing, listener }
  const outcome = decidedBefore(plan, router, asked) ?? outcomeOf(plan, rule, asked)
  const ofConnection = conditionsOf(asked, 'host' in serverName ? serverName.host : undefined, seen.host)
  return {
    ...seenAs,
    rules: explainRules(plan.rules, seen, rule),
    conditions: [...ofConnection, ...conditionsOnServers(outcome)],
    outcome,
  }
}

/** What the states that the plan gives to servers make of it; the admin endpoint may have given them others. */
function conditionsOnServers(outcome: Outcome): string[] {
  if (outcome.kind !== 'farm' || outcome.servers.some(({ state }) => state !== 'drain' && state !== 'offline'))
    return []
  return [
    `every server of farm ${outcome.farm} is out of service by its state, so it is not served (503) until one is not`,
  ]
}

function unreadable(plan: EdgePlan, reason: string): Explanation {
  const rules = notAsked(plan, 'the request is refused before any rule')
  return {
    request: undefined,
    listener: undefined,
    rules,
    conditions: [],
    outcome: { kind: 'refused', status: 400, reason },
  }
}

function notAsked(plan: EdgePlan, why: string): RuleExplanation[] {
  return plan.rules.map(({ index, text }) => ({ index, text, result: 'not-asked', why }))
}

/** How the body would be framed, or what is wrong with the headers that say so. */
function framingOf(head: RequestHead): BodyFraming | string {
  try {
    return requestFraming(head)
  } catch (error) {
    if (error instanceof HttpSyntaxError) return error.message
    throw error
  }
}

function outcomeOf(plan: EdgePlan, rule: RulePlan | undefined, sent: Sent): Outcome {
  if (rule === undefined) return { kind: 'none', status: 404 }
  const { action } = rule
  if (action.kind === 'redirect') return { kind: 'redirect', status: 302, location: action.location }
  if (action.kind === 'deny') return { kind: 'deny', status: action.status }
  const farm = plan.farms.get(action.farm)
  if (farm === undefined) return { kind: 'none', status: 404 }
  if (farm.passthrough) {
    const reason = `farm ${farm.name} is passed through by the name in the TLS hello, which this request cannot be`
    // RFC 9110 section 15.5.20.
    return { kind: 'refused', status: 421, reason }
  }
  return farmOutcome(farm, farm.tls === undefined ? 'offload' : 'bridge', sent.host, headersFor(plan, farm, sent))
}
