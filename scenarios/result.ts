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

export interface StepResult {
  /** The step in words: `alice reads her inbox by EWS from the internet`. */
  readonly title: string
  readonly place: Place
  readonly verdict: Verdict | 'skipped'
  readonly milliseconds: number
  /** What came of it, in one sentence. */
  readonly summary: string
  readonly mismatches: readonly Mismatch[]
  /** The hop where it went wrong and why, in one sentence; absent when nothing did. */
  readonly diagnosis?: string
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
