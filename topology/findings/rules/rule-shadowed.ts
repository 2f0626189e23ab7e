import type { RulePlan } from '../../edge-plan.ts'
import { matchesHost, ruleSegments } from '../../route-match.ts'
import type { CheckRule } from '../types.ts'

export const ruleShadowed: CheckRule = {
  id: 'BH-RULE-SHADOWED',
  severity: 'warning',
  title: 'A rule that can never match',
  explanation:
    'The first rule that matches wins, and an earlier one takes everything that this one would. A path covers all paths below it, and case does not count.',
  wayOut: 'Put the rule with the longer path or the plainer host first, or remove this one.',
  *find({ plan }) {
    for (const edge of plan.edges) {
      for (const rule of edge.rules) {
        const earlier = edge.rules.slice(0, rule.index - 1).find((other) => takesAllOf(other, rule))
        if (earlier === undefined) continue
        yield {
          path: ['edges', edge.name, 'rules', rule.index - 1],
          message: `rule ${rule.index} (${rule.text}) never matches: rule ${earlier.index} (${earlier.text}) comes before it`,
        }
      }
    }
  },
}

function takesAllOf(wide: RulePlan, narrow: RulePlan): boolean {
  const host = wide.host === undefined || wide.host === narrow.host || matchesHost(wide.host, narrow.host)
  const segments = ruleSegments(narrow)
  return host && ruleSegments(wide).every((segment, index) => segment === segments[index])
}
