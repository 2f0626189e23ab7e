import { placeText } from '../result.ts'
import type { Met } from './met.ts'
import type { GroundRule } from './read.ts'

/** How many of the rules some row of a table met. */
export interface RuleCoverage {
  readonly rules: number
  readonly covered: number
  /** 100 where there are no rules. */
  readonly percent: number
  /** The others in words, with their place, in the order of the file. */
  readonly uncovered: readonly string[]
}

/** Counts the rules that requests met. A rule that a failing row met counts as well: the row was there. */
export function coverageOf(rules: readonly GroundRule[], met: readonly Met[]): RuleCoverage {
  const keyOf = (edge: string, index: number) => `${edge}/${index}`
  const seen = new Set(met.flatMap(({ rule }) => (rule === undefined ? [] : [keyOf(rule.edge, rule.index)])))
  const uncovered = rules.filter(({ edge, rule }) => !seen.has(keyOf(edge.name, rule.index)))
  const several = new Set(rules.map(({ edge }) => edge.name)).size > 1
  const covered = rules.length - uncovered.length
  return {
    rules: rules.length,
    covered,
    percent: rules.length === 0 ? 100 : (covered * 100) / rules.length,
    uncovered: uncovered.map(
      ({ edge, rule, place }) =>
        `${several ? `edge ${edge.name} ` : ''}rule ${rule.index} ${rule.text} (${placeText(place)})`,
    ),
  }
}

/** `rules 5 of 6 covered (83 %); not covered: rule 4 path /PowerShell -> deny with 403 (edge.yaml:12:5)`. */
export function coverageText({ rules, covered, percent, uncovered }: RuleCoverage): string {
  if (rules === 0) return 'no rules to cover'
  // Rounded down: 100 % are all of them.
  const counted = `rules ${covered} of ${rules} covered (${Math.floor(percent)} %)`
  return uncovered.length === 0 ? counted : `${counted}; not covered: ${uncovered.join('; ')}`
}
