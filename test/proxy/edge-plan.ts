// Small edge plans for the tests of this folder.

import type {
  AffinityPlan,
  EdgePlan,
  Endpoint,
  FarmPlan,
  HealthPlan,
  RuleAction,
  RulePlan,
  ServerPlan,
} from '../../topology/edge-plan.ts'
import { edgeLimits, edgeTimeouts } from '../../topology/schema/edge-limits.ts'

/** A server at an address, with defaults. */
export function serverPlan(name: string, endpoint: Endpoint, settings: Partial<ServerPlan> = {}): ServerPlan {
  return { name, endpoint, weight: 1, state: 'available', maxRequests: undefined, ...settings }
}

/** A probe of /health, once an hour unless told otherwise. */
export function healthPlan(settings: Partial<HealthPlan> = {}): HealthPlan {
  const defaults = { path: '/health', host: undefined, interval: 3_600_000, timeout: 2_000, status: [200] }
  return { ...defaults, match: undefined, fall: 1, rise: 1, ...settings }
}

/** The affinity by a cookie that is not signed. */
export const byCookie: AffinityPlan = {
  cookie: { name: 'ARRAffinity', secret: undefined, secretFile: undefined },
  hostName: undefined,
  source: undefined,
}

/** A farm of servers, each `name` or `name*weight`, on addresses 192.0.2.1 and on; offload unless told otherwise. */
export function farmPlan(name: string, servers: readonly string[], settings: Partial<FarmPlan> = {}): FarmPlan {
  return {
    name,
    servers: servers.map((text, index) => {
      const [server = text, weight = '1'] = text.split('*')
      return serverPlan(server, { address: `192.0.2.${index + 1}`, port: 80 }, { weight: Number(weight) })
    }),
    balance: 'round-robin',
    hashOn: [],
    affinity: undefined,
    health: undefined,
    slowStart: 0,
    failures: undefined,
    minimumServers: 0,
    retries: 3,
    queue: { most: 100, wait: 5_000 },
    timeouts: { connect: 5_000, response: 120_000, idle: 3_600_000 },
    tls: undefined,
    passthrough: false,
    proxyProtocol: undefined,
    headers: 'standard',
    ...settings,
  }
}

/** Rules in words: `mail.test /EWS -> cas`, `* /PowerShell -> 403`, `old.test -> https://new.test/`; `*` is any host. */
export function rulePlans(...lines: readonly string[]): RulePlan[] {
  return lines.map((text, index) => {
    const [match = '', to = ''] = text.split(' -> ')
    const [host, path] = match.split(' ')
    return { index: index + 1, text, host: host === '*' ? undefined : host, path, action: actionOf(to) }
  })
}

/** An edge with these farms and rules, and no listener. */
export function edgePlan(rules: readonly RulePlan[], farms: readonly FarmPlan[] = []): EdgePlan {
  return {
    name: 'edge',
    host: undefined,
    headers: 'standard',
    trusted: [],
    timeouts: edgeTimeouts.parse(undefined),
    limits: edgeLimits.parse(undefined),
    errorPages: 'full',
    trace: false,
    via: 'off',
    hide: [],
    underscores: 'keep',
    listeners: [],
    farms: new Map(farms.map((farm) => [farm.name, farm])),
    rules,
    workers: undefined,
    admin: undefined,
  }
}

function actionOf(to: string): RuleAction {
  if (/^\d+$/.test(to)) return { kind: 'deny', status: Number(to) }
  return to.includes('://') ? { kind: 'redirect', location: to } : { kind: 'farm', farm: to }
}
