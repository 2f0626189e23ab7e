// Which rule a request meets. The edge asks this for every request, `explain` and the findings ask it without traffic.
//
//   Host: mail.contoso.com, /ews/MRSProxy.svc/x
//     1  host mail.contoso.com, path /EWS/mrsproxy.svc   match: whole segments, any case
//     2  host mail.contoso.com                           not looked at: the first match wins

import type { RulePlan } from './edge-plan.ts'

// A request of a busy edge asks for the same rules again and again; their paths are taken apart once.
const segmentsOfRule = new WeakMap<RulePlan, readonly string[]>()

/**
 * The first rule that matches, or undefined.
 * @param host name of the Host header or of SNI, without port, in any case; undefined matches only rules for any host
 * @param segments the path's segments, decoded once and with dot segments removed; empty ones are passed over
 */
export function matchRule(
  rules: readonly RulePlan[],
  host: string | undefined,
  segments: readonly string[],
): RulePlan | undefined {
  const name = host === undefined ? undefined : normalHost(host)
  return rules.find((rule) => matchesHost(rule.host, name) && matchesPath(rule, segments))
}

/** Whether a rule's host (a name, `*.name` for exactly one label, or undefined for any) covers a lower-case name. */
export function matchesHost(pattern: string | undefined, name: string | undefined): boolean {
  if (pattern === undefined) return true
  if (name === undefined) return false
  if (!pattern.startsWith('*.')) return pattern === name
  const dot = name.indexOf('.')
  return dot > 0 && name.slice(dot) === pattern.slice(1)
}

/** The segments of a rule's path, decoded and in lower case; none for a rule that takes any path. */
export function ruleSegments(rule: RulePlan): readonly string[] {
  const known = segmentsOfRule.get(rule)
  if (known !== undefined) return known
  const segments = (rule.path ?? '').split('/').filter(Boolean).map(decodeURIComponent).map(lower)
  segmentsOfRule.set(rule, segments)
  return segments
}

function matchesPath(rule: RulePlan, segments: readonly string[]): boolean {
  const wanted = ruleSegments(rule)
  let matched = 0
  for (const segment of segments) {
    if (matched === wanted.length) return true
    // IIS takes /EWS//mrsproxy.svc for /EWS/mrsproxy.svc.
    if (segment === '') continue
    if (segment.toLowerCase() !== wanted[matched]) return false
    matched++
  }
  return matched === wanted.length
}

function normalHost(host: string): string {
  const name = host.toLowerCase()
  return name.endsWith('.') ? name.slice(0, -1) : name
}

function lower(text: string): string {
  return text.toLowerCase()
}
