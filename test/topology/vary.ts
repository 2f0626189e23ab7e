// A built-in topology with a few words changed, and what the check rules say of it.

import { readFileSync } from 'node:fs'
import { checkTopology } from '../../topology/findings/index.ts'
import { resolveTopology } from '../../topology/index.ts'
import { loadPlanText } from '../../topology/plan.ts'

export type Change = readonly [from: string, to: string]

/** The text of a built-in topology with each change made once. @throws when there is nothing to change */
export function vary(name: string, ...changes: readonly Change[]): string {
  return changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${name} has no "${from}"`)
      return text.replace(from, () => to)
    },
    readFileSync(resolveTopology(name), 'utf8').replaceAll('\r\n', '\n'),
  )
}

/** The findings of a text, one a line: `14: error BH-SSL-REQUIRED cas1 requires …`. */
export function found(text: string): readonly string[] {
  const findings = checkTopology(loadPlanText(text, { file: 'varied.yaml' }))
  return findings.map(({ place, severity, rule, message }) => `${place.line}: ${severity} ${rule} ${message}`)
}

/** The number of the first line that contains some words. */
function lineOf(text: string, words: string): number {
  const index = text.split('\n').findIndex((line) => line.includes(words))
  if (index < 0) throw new Error(`no line has "${words}"`)
  return index + 1
}

/** The whole finding that is expected on the line with these words. */
export function at(text: string, words: string, finding: string): string {
  return `${lineOf(text, words)}: ${finding}`
}
