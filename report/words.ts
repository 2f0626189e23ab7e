// The words that all formats share.

import type { HopRecord } from '../base/trace.ts'
import { hopText, type RunResult, type ScenarioResult, type StepResult } from '../scenarios/result.ts'

/** `owa-offloaded (vdir=owa)`. */
export function titleOf({ name, variant }: Pick<ScenarioResult, 'name' | 'variant'>): string {
  const values = Object.entries(variant).map(([key, value]) => `${key}=${value}`)
  return values.length === 0 ? name : `${name} (${values.join(', ')})`
}

/** `312 ms`, `1.25 s`. */
export function durationOf(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`
}

/** `3 passed, 1 failed, 0 could not run in 1.20 s`; what an interrupt ended is told apart. */
export function summaryOf({ scenarios, counts, milliseconds }: RunResult): string {
  const { passed, failed, errored } = counts
  const interrupted = scenarios.filter((result) => interruptionOf(result) !== undefined).length
  const parts = [`${passed} passed`, `${failed} failed`, `${errored - interrupted} could not run`]
  if (interrupted > 0) parts.push(`${interrupted} interrupted`)
  return `${parts.join(', ')} in ${durationOf(milliseconds)}`
}

/** What an interrupt of the run did to a scenario; undefined when nothing. */
export function interruptionOf({ error, steps }: ScenarioResult): 'broken off' | 'not started' | undefined {
  if (error?.code !== 'BH_ERR_INTERRUPTED') return undefined
  return steps.length > 0 ? 'broken off' : 'not started'
}

/** One hop in one line: `edge lb: https GET /owa/, offload to cas1:80 over connection 1, answered 403`. */
export function hopLine(hop: HopRecord): string {
  const parts = [`${hop.scheme} ${hop.method} ${hop.target}`]
  if (hop.edge !== undefined) {
    const { mode, server, serverConnection, rule } = hop.edge
    if (server !== undefined) {
      parts.push(`${mode} to ${server}${serverConnection === undefined ? '' : ` over connection ${serverConnection}`}`)
    } else if (rule !== undefined) parts.push(`rule ${rule.index}: ${rule.text}`)
  }
  const status = hop.subStatus === undefined ? `${hop.status}` : `${hop.status}.${hop.subStatus}`
  parts.push(hop.status === undefined ? 'no answer' : `answered ${status}`)
  if (hop.cause !== undefined) parts.push(hop.detail === undefined ? hop.cause : `${hop.cause} (${hop.detail})`)
  return `${hopText(hop)}: ${parts.join(', ')}`
}

/** The steps that did not pass; at most one of a scenario, as the rest is skipped then. */
export function brokenSteps(result: ScenarioResult): readonly StepResult[] {
  return result.steps.filter((step) => step.verdict === 'failed' || step.verdict === 'errored')
}

/** The heart of a failure in one sentence: the diagnosis, else the first mismatch, else why it could not run. */
export function reasonOf(result: ScenarioResult): string {
  if (result.error !== undefined) return result.error.message
  for (const step of brokenSteps(result)) {
    if (step.diagnosis !== undefined) return step.diagnosis.sentence
    const first = step.mismatches[0]
    if (first !== undefined) return `${first.what}: expected ${first.expected}, actual ${first.actual}`
    return step.summary
  }
  return ''
}
