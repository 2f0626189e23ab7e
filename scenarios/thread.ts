// What runs in a thread of `runInThreads`: it takes scenarios by file and variant, and posts their results.

import { parentPort } from 'node:worker_threads'
import { clientActions } from '../clients/index.ts'
import { startLab } from '../lab/index.ts'
import { readScenarios } from './read.ts'
import type { ScenarioResult } from './result.ts'
import { runScenario } from './run-scenario.ts'
import type { Scenario, ScenarioOrigin } from './scenario.ts'

export type ToThread =
  | { readonly kind: 'run'; readonly id: number; readonly origin: ScenarioOrigin }
  | { readonly kind: 'interrupt' }

export interface FromThread {
  readonly id: number
  readonly result: ScenarioResult
}

const interrupt = new AbortController()
const files = new Map<string, readonly Scenario[]>()

function scenarioAt({ path, variant }: ScenarioOrigin): Scenario {
  const scenarios = files.get(path) ?? readScenarios([path], clientActions)
  files.set(path, scenarios)
  const scenario = scenarios[variant]
  if (scenario === undefined) throw new Error(`${path} has no variant ${variant} any more.`)
  return scenario
}

parentPort?.on('message', async (message: ToThread) => {
  if (message.kind === 'interrupt') {
    interrupt.abort()
    return
  }
  const { id, origin } = message
  const options = { startLab, actions: clientActions, signal: interrupt.signal }
  const result = await runScenario(scenarioAt(origin), options)
  parentPort?.postMessage({ id, result } satisfies FromThread)
})
