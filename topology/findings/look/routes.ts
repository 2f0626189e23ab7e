// Which farms a path can reach on an edge, and the Exchange servers behind them.

import type { EdgePlan, FarmPlan, RulePlan } from '../../edge-plan.ts'
import type { ExchangePlan, LabPlan } from '../../lab-plan.ts'
import { matchesHost, matchRule } from '../../route-match.ts'
import { type VdirName, vdirNames } from '../../schema/exchange.ts'
import { exchangeAt } from './network.ts'

/** One way from an edge to a farm. */
export interface FarmRoute {
  readonly edge: EdgePlan
  readonly rule: RulePlan
  readonly farm: FarmPlan
  /** Host name by which the request came; undefined for one that no rule names. */
  readonly host: string | undefined
}

/** How a farm treats TLS. */
export function modeOf(farm: FarmPlan): 'offload' | 'bridge' | 'passthrough' {
  if (farm.passthrough) return 'passthrough'
  return farm.tls === undefined ? 'offload' : 'bridge'
}

/** The farms that requests for a path meet, over every host name that the rules of an edge tell apart. */
export function routesOf(plan: LabPlan, path: string): readonly FarmRoute[] {
  const segments = path.split('/')
  return plan.edges.flatMap((edge) =>
    hostsFor(edge, segments).flatMap((host) => {
      const rule = matchRule(edge.rules, host, segments)
      const farm = rule?.action.kind === 'farm' ? edge.farms.get(rule.action.farm) : undefined
      return rule === undefined || farm === undefined ? [] : [{ edge, rule, farm, host }]
    }),
  )
}

/** As `routesOf`, each farm of an edge once. */
export function farmsFor(plan: LabPlan, path: string): readonly FarmRoute[] {
  const routes = new Map(routesOf(plan, path).map((route) => [`${route.edge.name} ${route.farm.name}`, route]))
  return [...routes.values()]
}

/** The vdirs that an edge sends to one of its farms. */
export function vdirsOf(plan: LabPlan, edge: EdgePlan, farm: FarmPlan): readonly VdirName[] {
  return vdirNames.filter((vdir) =>
    farmsFor(plan, `/${vdir}`).some((route) => route.edge === edge && route.farm === farm),
  )
}

/** The Exchange servers of a farm. */
export function exchangeServersOf(plan: LabPlan, farm: FarmPlan): readonly ExchangePlan[] {
  return farm.servers.flatMap(({ endpoint }) => exchangeAt(plan, endpoint.address) ?? [])
}

/**
 * The farm that TLS for a name is passed through to: only the name is known then, so the first rule without a path
 * that covers it decides.
 */
export function passthroughFarm(edge: EdgePlan, name: string): FarmPlan | undefined {
  const rule = edge.rules.find((each) => each.path === undefined && matchesHost(each.host, name))
  const farm = rule?.action.kind === 'farm' ? edge.farms.get(rule.action.farm) : undefined
  return farm?.passthrough ? farm : undefined
}

// A host that no rule names stands for all others; a wildcard is tried with some label. Clients ask for
// autodiscover.<domain> by its own path only, wherever the name leads.
function hostsFor(edge: EdgePlan, segments: readonly string[]): readonly (string | undefined)[] {
  const isAutodiscover = segments.some((segment) => segment.toLowerCase() === 'autodiscover')
  const hosts = edge.rules
    .map(({ host }) => (host?.startsWith('*.') ? `any${host.slice(1)}` : host))
    .filter((host) => isAutodiscover || host?.startsWith('autodiscover.') !== true)
  return [...new Set(hosts)]
}
