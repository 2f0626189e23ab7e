// Runs the steps that a test writes, with fake actions on a fake lab.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { readScenarios } from '../../scenarios/read.ts'
import type { RunListener, RunResult } from '../../scenarios/result.ts'
import { runScenarios } from '../../scenarios/run.ts'
import type { ClientActions } from '../../scenarios/steps/types.ts'
import { hop } from '../helpers/hop.ts'
import { action, actionsOf, result } from './fake-actions.ts'
import { fakeLab } from './fake-lab.ts'
import { scenarioFolder } from './scenario-file.ts'

export const head = 'why: a test\ntopology: ssl-offload\n'

const never = new Promise<never>(() => {})
/** Actions that work, fail, break, hang, wait and hold. */
export const actions = actionsOf(
  action('a.works', async ({ record }) => {
    record(hop({ hop: 'client', host: 'internet', requestId: 'works', status: 200 }))
    return result({ facts: { folder: 'inbox', n: 1 }, requestIds: ['works'] })
  }),
  action('a.fails', async ({ record }) => {
    record(hop({ hop: 'client', host: 'internet', requestId: 'fails', cause: 'no-route' }))
    return result({ ok: false, summary: 'no way there', cause: 'no-route', requestIds: ['fails'] })
  }),
  action('a.breaks', async () => {
    throw new Error('a bug')
  }),
  action('a.hangs', () => never),
  action(
    'a.waits',
    ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  ),
  action('a.holds', async ({ established, signal }) => {
    established()
    await sleep(20, undefined, { signal })
    return result({ facts: { outcome: 'changes' } })
  }),
  action('a.holdsForEver', async ({ established, signal }) => {
    established()
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    return result()
  }),
)

interface Run {
  readonly run: RunResult
  readonly logs: readonly (readonly string[])[]
}

/** Runs the steps that a test writes. */
type RunSteps = (
  steps: string,
  options?: { jobs?: number; signal?: AbortSignal; on?: RunListener; matrix?: string; actions?: ClientActions },
) => Promise<Run>

/** A runner whose files go with the test. */
export function runnerOf(t: Pick<Test, 'teardown'>): RunSteps {
  const folder = scenarioFolder(t)
  return async (steps, { matrix = '', ...options } = {}) => {
    const file = folder.write('case.yaml', `${head}${matrix}steps:\n${steps}`)
    const logs: string[][] = []
    const run = await runScenarios(readScenarios([file], options.actions ?? actions), {
      actions,
      async startLab(plan) {
        const { lab, log } = fakeLab(plan)
        logs.push(log)
        return lab
      },
      ...options,
    })
    return { run, logs }
  }
}
