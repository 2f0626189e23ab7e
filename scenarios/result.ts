// What a run yields: plain data, no live lab in it. Reporters see nothing else.

import type { HopRecord } from '../base/trace.ts'

/** `errored`: the scenario could not run; that is not a failed expectation. */
export type Verdict = 'passed' | 'failed' | 'errored'

export interface Place {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

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

export interface ScenarioResult {
  readonly name: string
  /** The matrix values of this run: `{ vdir: 'owa' }`; empty without a matrix. */
  readonly variant: Readonly<Record<string, string>>
  readonly why: string
  readonly tags: readonly string[]
  readonly place: Place
  readonly topology: string
  readonly verdict: Verdict
  readonly milliseconds: number
  readonly steps: readonly StepResult[]
  /** Why it could not run; only with `errored`. */
  readonly error?: { readonly code: string; readonly message: string }
}

export interface RunResult {
  readonly startedAt: string
  readonly milliseconds: number
  readonly scenarios: readonly ScenarioResult[]
  readonly counts: Readonly<Record<Verdict, number>>
}

/** Who is told of a run as it goes on: reporters, the command line. All calls come in order; none may block. */
export interface RunListener {
  /** Before the first lab starts; `total` counts every variant. */
  runStarted?(total: number): void
  scenarioStarted?(scenario: Pick<ScenarioResult, 'name' | 'variant' | 'place'>): void
  scenarioFinished?(result: ScenarioResult): void
  /** Once, at the end, also of an interrupted run. */
  runFinished?(run: RunResult): void | Promise<void>
}
