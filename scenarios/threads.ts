// Runs scenarios in several threads, so that a catalog takes all processors. Each thread reads the files it is given work
// from by itself; only names go in, and only plain results come out.
//
//   runInThreads ── { id, origin } ──▶ thread 1: readScenarios, startLab, steps ── { id, result } ──▶ runInThreads
//                ├─ …            ──▶ thread 2

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { RunResult, ScenarioResult } from './result.ts'
import { defaultJobs, type RunControl, type RunOne, runAll } from './run.ts'
import { couldNotRun } from './run-scenario.ts'
import type { Scenario } from './scenario.ts'
import type { FromThread, ToThread } from './thread.ts'

/** Runs scenarios on labs of lab/ with the actions of clients/, in as many threads as there are processors. */
export async function runInThreads(scenarios: readonly Scenario[], control: RunControl): Promise<RunResult> {
  const { jobs = defaultJobs, signal } = control
  const count = Math.max(1, Math.min(availableParallelism(), jobs, scenarios.length))
  const threads = Array.from({ length: count }, startThread)
  const interrupt = (): void => {
    for (const thread of threads) thread.send({ kind: 'interrupt' })
  }
  signal?.addEventListener('abort', interrupt, { once: true })
  try {
    return await runAll(scenarios, (scenario) => leastBusy(threads).run(scenario), { ...control, jobs })
  } finally {
    signal?.removeEventListener('abort', interrupt)
    await Promise.all(threads.map((thread) => thread.end()))
  }
}

interface Thread {
  readonly running: () => number
  readonly run: (scenario: Scenario) => ReturnType<RunOne>
  readonly send: (message: ToThread) => void
  readonly end: () => Promise<unknown>
}

function startThread(): Thread {
  const file = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js'
  const worker = new Worker(new URL(file, import.meta.url))
  const waiting = new Map<number, { scenario: Scenario; resolve: (result: ScenarioResult) => void }>()
  let last = 0
  let broken: unknown
  worker.on('message', ({ id, result }: FromThread) => {
    waiting.get(id)?.resolve(result)
    waiting.delete(id)
  })
  // An error that nobody in the thread caught ends it, with all that it had under way.
  worker.on('error', (error) => {
    broken = error
    for (const { scenario, resolve } of waiting.values()) resolve(couldNotRun(scenario, error))
    waiting.clear()
  })
  return {
    running: () => waiting.size,
    run(scenario) {
      if (broken !== undefined) return Promise.resolve(couldNotRun(scenario, broken))
      const id = ++last
      return new Promise((resolve) => {
        waiting.set(id, { scenario, resolve })
        worker.postMessage({ kind: 'run', id, origin: scenario.origin } satisfies ToThread)
      })
    },
    send: (message) => worker.postMessage(message),
    end: () => worker.terminate(),
  }
}

function leastBusy(threads: readonly Thread[]): Thread {
  const [first, ...others] = threads
  if (first === undefined) throw new Error('There is no thread.')
  return others.reduce((best, thread) => (thread.running() < best.running() ? thread : best), first)
}
