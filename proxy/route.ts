// From a request's host and target to the rule that serves it; from a TLS hello's name to the farm it is passed through to.
//
//   host ─┬─ its own rules ────────┐
//         ├─ rules of *.its-parent ─┼─ of each the first whose path matches ── the one that stands first in the file
//         └─ rules of any host ────┘
//
// The same as `matchRule` of topology/, which findings ask rule by rule; here the cost does not grow with the rules.

import type { EdgePlan, FarmPlan, RulePlan } from '../topology/edge-plan.ts'
import { ruleSegments } from '../topology/route-match.ts'
import { loosened } from './path/other-readings.ts'
import { isPlainPath, readPath } from './path/request-path.ts'
import { createRuleTree, earlier, type RuleTree } from './path/rule-tree.ts'
import { normalHost, splitTarget } from './path/target.ts'

/**
 * Where a request goes, and the host that it asks for, in lower case. `refused` is a request that cannot be understood in one
 * way only; answer it and close.
 */
export type Route =
  | { readonly kind: 'rule'; readonly host: string | undefined; readonly rule: RulePlan }
  | { readonly kind: 'none'; readonly host: string | undefined }
  | { readonly kind: 'refused'; readonly status: 400; readonly reason: string }

/** The rule and farm that a TLS connection is passed through by. */
interface PassthroughRoute {
  readonly rule: RulePlan
  readonly farm: FarmPlan
}

/** The rules of an edge, ready to be asked. */
export interface Router {
  /**
   * The rule of a request.
   * @param host the Host field as received, with or without port; undefined when there was none
   * @param target the request target as received: `/path?query`, `http://host/path` or `*`
   */
  route(host: string | undefined, target: string): Route
  /**
   * The passthrough farm that a TLS connection goes to, undefined when the edge is to end TLS itself. Of a connection
   * only the name is known, so rules with a path cannot apply and are passed over; of the others the first that covers the
   * name decides. A rule for any host also covers a client that sends no name.
   */
  routeServerName(serverName: string | undefined): PassthroughRoute | undefined
}

/** The rules of one host pattern. */
interface HostRules {
  readonly exact: RuleTree
  readonly loose: RuleTree
  /** The first without a path. */
  readonly pathless: RulePlan | undefined
}

/** Prepares the rules of a plan. */
export function createRouter(plan: EdgePlan): Router {
  const byHost = new Map<string | undefined, HostRules>()
  for (const [host, rules] of Map.groupBy(plan.rules, (rule) => rule.host)) byHost.set(host, hostRules(rules))
  const ofAnyHost = byHost.get(undefined)
  const hasWildcards = plan.rules.some(({ host }) => host?.startsWith('*.'))

  const covering = (name: string | undefined): (HostRules | undefined)[] => {
    if (name === undefined) return [ofAnyHost]
    // To make the wildcard's name up costs more than the rest, and most edges have none.
    if (!hasWildcards) return [byHost.get(name), ofAnyHost]
    const dot = name.indexOf('.')
    return [byHost.get(name), dot > 0 ? byHost.get(`*${name.slice(dot)}`) : undefined, ofAnyHost]
  }

  return {
    route(host, target) {
      const split = splitTarget(host, target)
      if ('unread' in split) return refused(split.unread)
      const path = readPath(split.path)
      if ('unread' in path) return refused(path.unread)

      let rule: RulePlan | undefined
      let otherRule: RulePlan | undefined
      const looseSegments = isPlainPath(split.path) ? undefined : path.segments.map(loosened)
      const exactSegments = path.segments.map((segment) => segment.toLowerCase())
      for (const rules of covering(split.host)) {
        rule = earlier(rule, rules?.exact.first(exactSegments))
        if (looseSegments !== undefined) otherRule = earlier(otherRule, rules?.loose.first(looseSegments, true))
      }
      if (looseSegments !== undefined && otherRule !== rule) {
        return refused('a path that a Windows server may take for another, which another rule serves')
      }
      const { host: name } = split
      return rule === undefined ? { kind: 'none', host: name } : { kind: 'rule', host: name, rule }
    },

    routeServerName(serverName) {
      let rule: RulePlan | undefined
      for (const rules of covering(serverName === undefined ? undefined : normalHost(serverName))) {
        rule = earlier(rule, rules?.pathless)
      }
      if (rule?.action.kind !== 'farm') return undefined
      const farm = plan.farms.get(rule.action.farm)
      return farm?.passthrough ? { rule, farm } : undefined
    },
  }
}

function hostRules(rules: readonly RulePlan[]): HostRules {
  return {
    exact: createRuleTree(rules, (segment) => segment),
    loose: createRuleTree(rules, loosened),
    pathless: rules.find((rule) => ruleSegments(rule).length === 0),
  }
}

function refused(reason: string): Route {
  return { kind: 'refused', status: 400, reason }
}
