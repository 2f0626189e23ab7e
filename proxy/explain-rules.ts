import type { RulePlan } from '../topology/edge-plan.ts'
import { matchesHost } from '../topology/route-match.ts'

/** Whether a rule serves a request, and why or why not. */
export interface RuleExplanation {
  /** From 1, and the rule in words. */
  readonly index: number
  readonly text: string
  readonly result: 'matched' | 'no-match' | 'not-asked'
  readonly why: string
}

/** What a rule is asked with; `segments` undefined when only the name of a TLS hello is known. */
interface Seen {
  readonly host: string | undefined
  readonly segments: readonly string[] | undefined
}

/** Every rule in order: those that do not match, the one that does, and those behind it. */
export function explainRules(rules: readonly RulePlan[], seen: Seen, chosen: RulePlan | undefined): RuleExplanation[] {
  return rules.map((rule) => ({ index: rule.index, text: rule.text, ...verdict(rule, seen, chosen) }))
}

function verdict(
  rule: RulePlan,
  { host, segments }: Seen,
  chosen: RulePlan | undefined,
): Pick<RuleExplanation, 'result' | 'why'> {
  if (chosen !== undefined && rule.index > chosen.index) {
    return { result: 'not-asked', why: `rule ${chosen.index} comes first` }
  }
  if (!matchesHost(rule.host, host)) {
    return { result: 'no-match', why: `host ${host ?? '(none)'} is not ${rule.host ?? 'any'}` }
  }
  if (rule === chosen) {
    const path = segments === undefined ? '' : pathReason(rule)
    return {
      result: 'matched',
      why: `${rule.host === undefined ? 'any host' : `host ${host ?? ''} is ${rule.host}`}${path}`,
    }
  }
  if (segments === undefined)
    return { result: 'no-match', why: 'of a TLS connection that is passed through the path is not known' }
  return {
    result: 'no-match',
    why: `path /${segments.join('/')} does not begin with the segments of ${rule.path ?? '/'}`,
  }
}

function pathReason(rule: RulePlan): string {
  return rule.path === undefined ? ', any path' : `, path begins with ${rule.path}`
}
