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

/** What scenarios are run with. */
export interface RunOptions {
  /** Brings a lab up; `startLab` of lab/, or a test's own. */
  readonly startLab: StartLab
  readonly actions: ClientActions
  /** How many labs at once; `defaultJobs` when absent. */
  readonly jobs?: number
  /** Ends the run: labs that run are stopped, the other scenarios are not started. All of these could not run. */
  readonly signal?: AbortSignal
  readonly on?: RunListener
}

/** Labs at once when nothing is said: twice the number of processors, as labs mostly wait. */
export const defaultJobs = 2 * availableParallelism()

/**
 * Runs scenarios. What goes wrong in one of them is in its result and is not thrown.
 * @throws what a listener throws from `runStarted`, before any lab has started
 */
export async function runScenarios(scenarios: readonly Scenario[], options: RunOptions): Promise<RunResult> {
  const { startLab, actions, jobs = defaultJobs, on, signal = new AbortController().signal } = options
  const startedAt = new Date().toISOString()
  const start = performance.now()
  const results = scenarios.map(interrupted)
  const queue = inOrder(scenarios, jobs).values()

  const job = async (): Promise<void> => {
    // All jobs take from the one iterator.
    for (const [index, scenario] of queue) {
      if (signal.aborted) return
      on?.scenarioStarted?.(scenario)
      const result = await runScenario(scenario, { startLab, actions, signal })
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

/**
 * Scenarios with their places in the result, as they are begun. Side by side those with many steps come first: one that
 * takes long and begins last would keep the others waiting for it.
 */
function inOrder(scenarios: readonly Scenario[], jobs: number): [place: number, scenario: Scenario][] {
  const entries = [...scenarios.entries()]
  return jobs === 1 ? entries : entries.sort(([, one], [, other]) => other.steps.length - one.steps.length)
}

function countsOf(results: readonly ScenarioResult[]): Record<Verdict, number> {
  const counts = { passed: 0, failed: 0, errored: 0 }
  for (const { verdict } of results) counts[verdict] += 1
  return counts
}
