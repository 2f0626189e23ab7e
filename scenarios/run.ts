// Runs scenarios side by side, each on a lab of its own, and gives their results in the order of the files.
//
//   scenarios ──▶ queue ──▶ job 1: lab, steps, dispose ──▶ results ──▶ RunResult
//                      ├──▶ job 2                       └──▶ listener, as they come
//                      └──▶ …

import { availableParallelism } from 'node:os'
import type { RunListener, RunResult, ScenarioResult, Verdict } from './result.ts'
import { interrupted, runScenario, type StartLab } from './run-scenario.ts'
import type { Scenario } from './scenario.ts'
import type { ClientActions } from './steps/types.ts'

/** How a run goes on; the same for all ways to run. */
export interface RunControl {
  /** How many labs at once; twice the number of processors when absent, as labs mostly wait. */
  readonly jobs?: number
  /** Ends the run: labs that run are stopped, the other scenarios are not started. All of these could not run. */
  readonly signal?: AbortSignal
  readonly on?: RunListener
}

export interface RunOptions extends RunControl {
  /** Brings a lab up; `startLab` of lab/, or a test's own. */
  readonly startLab: StartLab
  readonly actions: ClientActions
}

/** Labs at once when nothing is said. */
export const defaultJobs = 2 * availableParallelism()

/** Runs scenarios in this thread; never throws for what a scenario does, all of that is in the result. */
export async function runScenarios(scenarios: readonly Scenario[], options: RunOptions): Promise<RunResult> {
  const { startLab, actions } = options
  return runAll(scenarios, (scenario, signal) => runScenario(scenario, { startLab, actions, signal }), options)
}

/** Runs one scenario; must not throw. */
export type RunOne = (scenario: Scenario, signal: AbortSignal) => Promise<ScenarioResult>

/** The queue: `jobs` at once, results in order, the listener told of all. */
export async function runAll(
  scenarios: readonly Scenario[],
  runOne: RunOne,
  { jobs = defaultJobs, on, signal = new AbortController().signal }: RunControl,
): Promise<RunResult> {
  const startedAt = new Date().toISOString()
  const start = performance.now()
  const results = scenarios.map(interrupted)
  const queue = scenarios.entries()

  const job = async (): Promise<void> => {
    // All jobs take from the one iterator.
    for (const [index, scenario] of queue) {
      if (signal.aborted) return
      on?.scenarioStarted?.(scenario)
      const result = await runOne(scenario, signal)
      results[index] = result
      on?.scenarioFinished?.(result)
    }
  }
  on?.runStarted?.(scenarios.length)
  await Promise.all(Array.from({ length: Math.min(jobs, scenarios.length) }, job))

  const run = { startedAt, milliseconds: performance.now() - start, scenarios: results, counts: countsOf(results) }
  await on?.runFinished?.(run)
  return run
}

function countsOf(results: readonly ScenarioResult[]): Record<Verdict, number> {
  const counts = { passed: 0, failed: 0, errored: 0 }
  for (const { verdict } of results) counts[verdict] += 1
  return counts
}
