// What a run yields: plain data, no live lab in it. Reporters see nothing else.

import type { HopRecord } from '../base/trace.ts'
import type { Place } from '../topology/problems.ts'

export { type Place, placeText } from '../topology/problems.ts'

/** `errored`: the scenario could not run; that is not a failed expectation. */
export type Verdict = 'passed' | 'failed' | 'errored'

/** An expectation that was not met. */
export interface Mismatch {
  /** What was looked at: `status`, `hops.edge.server`, `facts.inboxName`. */
  readonly what: string
  readonly expected: string
  readonly actual: string
  readonly place: Place
}

/** Where a step went wrong, as the trace tells it. */
export interface Diagnosis {
  /** `client → edge lb`, `edge lb → cas1:80`, `front end cas1`. */
  readonly hop: string
  /** One of the closed list of causes, or a status such as `403.4`. */
  readonly cause: string
  /** The same in a full sentence, with what to do where that is known. */
  readonly sentence: string
}

/** What came of one step. */
export interface StepResult {
  /** The step in words: `alice reads her inbox by EWS from the internet`. */
  readonly title: string
  readonly place: Place
  readonly verdict: Verdict | 'skipped'
  readonly milliseconds: number
  /** What came of it, in one sentence. */
  readonly summary: string
  readonly mismatches: readonly Mismatch[]
  /** Where it went wrong and why; absent when nothing did. */
  readonly diagnosis?: Diagnosis
  /** The hops of the step's last request, client first. */
  readonly trace: readonly HopRecord[]
}

/** What is known of a scenario before it runs, and stands in its result again. */
export interface ScenarioHead {
  readonly name: string
  /** The matrix values of this variant as reports show them: `{ vdir: 'owa' }`; empty without a matrix. */
  readonly variant: Readonly<Record<string, string>>
  /** What it proves, in its author's words; a failure is read together with it. */
  readonly why: string
  readonly tags: readonly string[]
  /** Where the file begins. */
  readonly place: Place
  /** As written in the file: a built-in name, or a path relative to the file. */
  readonly topology: string
}

/** What came of one variant of a scenario. */
export interface ScenarioResult extends ScenarioHead {
  readonly verdict: Verdict
  /** Real time, from the start of its lab until that was stopped; 0 when it was never started. */
  readonly milliseconds: number
  /** All its steps, also those that were skipped; none when an interrupt came before it was started. */
  readonly steps: readonly StepResult[]
  /** Why it could not run; only with `errored`. */
  readonly error?: { readonly code: string; readonly message: string }
}

/** What came of a run: all that a report is made from. */
export interface RunResult {
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Real time of the whole run; less than the sum of its scenarios, which run side by side. */
  readonly milliseconds: number
  /** In the order of the files and of their variants, however they ended. */
  readonly scenarios: readonly ScenarioResult[]
  readonly counts: Readonly<Record<Verdict, number>>
}

/** Who is told of a run as it goes on: reporters, the command line. All calls come in order; none may block. */
export interface RunListener {
  /** Before the first lab starts; `total` counts every variant. What it throws ends the run here. */
  runStarted?(total: number): void
  scenarioStarted?(scenario: Pick<ScenarioHead, 'name' | 'variant' | 'place'>): void
  scenarioFinished?(result: ScenarioResult): void
  /** Once, at the end, also of an interrupted run. */
  runFinished?(run: RunResult): void | Promise<void>
}

/** A hop in words: `client`, `edge lb`, `front end cas1`; Essentials is one machine with one site, known by its name. */
export function hopText({ hop, host }: Pick<HopRecord, 'hop' | 'host'>): string {
  if (hop === 'client') return 'client'
  return hop === 'essentials' ? host : `${hop.replace('-', ' ')} ${host}`
}
