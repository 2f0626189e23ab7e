// One edge: listeners, farms and rules with everything named in them looked up.

import type { EdgePlan, Endpoint, FarmPlan, ListenerPlan, RuleAction, RulePlan } from '../edge-plan.ts'
import { didYouMean } from '../nearest.ts'
import type { Path } from '../problems.ts'
import type { EdgeRule, TopologyEdge } from '../schema/edge.ts'
import { splitEndpoint } from '../schema/values.ts'
import { normalAddress } from './addresses.ts'
import { certificateSource } from './certificates.ts'
import { type FarmWorld, planFarm } from './farm.ts'

/** An edge as written; an edge file has no host. */
type EdgeSettings = Omit<TopologyEdge, 'host'>

/** What differs between an edge of a topology and an edge file. */
export interface EdgeWorld extends FarmWorld {
  readonly name: string
  readonly host: string | undefined
  /** Checks an address to listen on. */
  listen(endpoint: Endpoint, path: Path): void
  /** Checks a certificate that is listed by name. */
  certificate(name: string, path: Path): void
}

/**
 * An edge of a topology, or of an edge file; `world` is what differs between them. Notes farms that do not exist,
 * servers given twice, paths in TLS that is never decrypted, and listeners that would need a certificate or trusted
 * proxies. Never throws: what is noted is thrown once for the whole file.
 */
export function planEdgeOf(settings: EdgeSettings, world: EdgeWorld): EdgePlan {
  const farms = new Map(
    Object.entries(settings.farms).map(([name, farm]) => [name, planFarm(name, farm, settings.headers, world)]),
  )
  const rules = settings.rules.map((rule, index) => planRule(rule, index, farms, world))
  return {
    name: world.name,
    host: world.host,
    headers: settings.headers,
    trusted: settings.trusted.map(normalAddress),
    timeouts: settings.timeouts,
    limits: planLimits(settings, world),
    trace: settings.trace,
    errorPages: settings.errorPages,
    via: settings.via,
    hide: settings.hide,
    underscores: settings.underscores,
    listeners: planListeners(settings, farms, rules, world),
    farms,
    rules,
    workers: undefined,
    admin: undefined,
  }
}

function planLimits({ limits }: EdgeSettings, { path, notes }: EdgeWorld): EdgeSettings['limits'] {
  if (limits.requestLine > limits.headerBytes) {
    const sentence = `the request line is part of the head: raise headerBytes (${limits.headerBytes}) to requestLine (${limits.requestLine}) at least, or lower requestLine`
    notes.tell([...path, 'limits', 'requestLine'], sentence)
  }
  return limits
}

function planListeners(
  settings: EdgeSettings,
  farms: ReadonlyMap<string, FarmPlan>,
  rules: readonly RulePlan[],
  world: EdgeWorld,
): ListenerPlan[] {
  const passes = (rule: RulePlan): boolean =>
    rule.action.kind === 'farm' && (farms.get(rule.action.farm)?.passthrough ?? true)
  const needsCertificate = rules.find((rule) => !passes(rule))
  const hasPlain = settings.listeners.some((listener) => listener.tls === undefined)
  return settings.listeners.map((listener, index) => {
    const path = [...world.path, 'listeners', index]
    const { address, port } = splitEndpoint(listener.address) ?? { address: listener.address, port: 0 }
    const endpoint = { address: normalAddress(address), port }
    world.listen(endpoint, [...path, 'address'])
    const { proxyProtocol } = listener
    if (proxyProtocol && settings.trusted.length === 0) {
      const missing = 'proxyProtocol needs trusted: the addresses of the proxies in front, else nobody may connect'
      world.notes.tell([...path, 'proxyProtocol'], missing, 'key')
    }
    if (listener.tls === undefined) return { endpoint, proxyProtocol, tls: undefined }
    const { certificates, minVersion, ciphers, unknownName, clientCertificates } = listener.tls
    // Rules that cannot be passed through may be meant for a plain listener beside this one.
    if (certificates.length === 0 && needsCertificate !== undefined && !(hasPlain && rules.some(passes))) {
      const why = `rule ${needsCertificate.index} (${needsCertificate.text}) ends TLS here`
      world.notes.tell([...path, 'tls'], `tls needs certificates: ${why}`, 'key')
    }
    if (certificates.length === 0 && clientCertificates !== undefined) {
      const sentence =
        'clientCertificates need certificates: in TLS that is passed through, clients show theirs to the server'
      world.notes.tell([...path, 'tls', 'clientCertificates'], sentence, 'key')
    }
    const sources = certificates.map((listed, number) => {
      const place = [...path, 'tls', 'certificates', number]
      if (typeof listed === 'string') world.certificate(listed, place)
      return certificateSource(listed, world.absolute, place, world.notes)
    })
    const asked = clientCertificates && { ...clientCertificates, ca: world.absolute(clientCertificates.ca) }
    const tls = { certificates: sources, minVersion, ciphers, unknownName, clientCertificates: asked }
    return { endpoint, proxyProtocol, tls }
  })
}

function planRule(rule: EdgeRule, index: number, farms: ReadonlyMap<string, FarmPlan>, world: EdgeWorld): RulePlan {
  const path = [...world.path, 'rules', index]
  if ('farm' in rule) {
    const farm = farms.get(rule.farm)
    if (farm === undefined) {
      world.notes.tell([...path, 'farm'], `there is no farm "${rule.farm}"${didYouMean(rule.farm, farms.keys())}`)
    } else if (farm.passthrough && rule.path !== undefined) {
      world.notes.tell(
        [...path, 'path'],
        `the path cannot be seen in TLS that is passed through to ${rule.farm}`,
        'key',
      )
    }
  }
  const action = planAction(rule)
  const host = rule.host?.toLowerCase()
  return { index: index + 1, text: ruleText(host, rule.path, action), host, path: rule.path, action }
}

function planAction(rule: EdgeRule): RuleAction {
  if ('farm' in rule) return { kind: 'farm', farm: rule.farm }
  if ('redirect' in rule) return { kind: 'redirect', location: rule.redirect }
  return { kind: 'deny', status: rule.deny }
}

function ruleText(host: string | undefined, path: string | undefined, action: RuleAction): string {
  const match = [host === undefined ? '' : `host ${host}`, path === undefined ? '' : `path ${path}`].filter(Boolean)
  return `${match.join(', ') || 'any request'} -> ${actionText(action)}`
}

function actionText(action: RuleAction): string {
  switch (action.kind) {
    case 'farm':
      return `farm ${action.farm}`
    case 'redirect':
      return `redirect to ${action.location}`
    case 'deny':
      return `deny with ${action.status}`
  }
}
