// One scenario on one lab: its steps in order until one does not pass, then everything it started is ended.

import { BridgeheadError, failure } from '../base/errors.ts'
import { messageOf } from '../base/message-of.ts'
import type { StartedLab } from '../lab/types.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import type { ScenarioHead, ScenarioResult, StepResult } from './result.ts'
import { runStep, type StepOutcome, skippedStep } from './run-step.ts'
import type { Scenario } from './scenario.ts'
import { createSessions } from './sessions.ts'
import type { ClientActions, World } from './steps/types.ts'

/** Brings a lab up from its plan. @throws BridgeheadError with everything already started stopped again */
export type StartLab = (plan: LabPlan) => Promise<StartedLab>

/** What a scenario is run with. */
export interface ScenarioOptions {
  readonly startLab: StartLab
  readonly actions: ClientActions
  readonly signal: AbortSignal
}

/** Runs one variant of a scenario. Never throws: what goes wrong is in the result. */
export async function runScenario(scenario: Scenario, options: ScenarioOptions): Promise<ScenarioResult> {
  const start = performance.now()
  const outcomes: StepOutcome[] = []
  let error: unknown
  try {
    await runOnLab(scenario, options, outcomes)
  } catch (thrown) {
    error = thrown
  }
  const broken = outcomes.find(({ result }) => result.verdict !== 'passed')
  error ??= broken?.error
  if (options.signal.aborted) error = failure('BH_ERR_INTERRUPTED', {}, error)
  const steps = scenario.steps.map((step, index): StepResult => outcomes[index]?.result ?? skippedStep(step))
  const milliseconds = performance.now() - start
  if (error !== undefined) return { ...couldNotRun(scenario, error), milliseconds, steps }
  return { ...about(scenario), verdict: broken === undefined ? 'passed' : 'failed', milliseconds, steps }
}

/** The result of a scenario that an interrupt came before. */
export const interrupted = (scenario: Scenario): ScenarioResult =>
  couldNotRun(scenario, failure('BH_ERR_INTERRUPTED', {}))

/** The result of a scenario that could not run, and why. */
function couldNotRun(scenario: Scenario, error: unknown): ScenarioResult {
  return { ...about(scenario), verdict: 'errored', milliseconds: 0, steps: [], error: describe(error) }
}

/** What a result says of its scenario: without the plan and the steps, which are no plain data. */
function about({ name, variant, why, tags, place, topology }: Scenario): ScenarioHead {
  return { name, variant, why, tags, place, topology }
}

async function runOnLab(
  { plan, steps }: Scenario,
  { startLab, actions, signal }: ScenarioOptions,
  outcomes: StepOutcome[],
): Promise<void> {
  await using lab = await startLab(plan)
  await using stack = new AsyncDisposableStack()
  const sessions = stack.use(createSessions(lab))
  const world: World = { lab, actions, sessions, held: new Map(), faults: new Map() }
  stack.defer(async () => {
    for (const { cancel } of world.held.values()) cancel()
    await Promise.allSettled([...world.held.values()].map(({ result }) => result))
  })
  const earlier = new Map<string, StepOutcome>()
  for (const step of steps) {
    if (signal.aborted) return
    const outcome = await runStep(step, { world, signal, earlier })
    outcomes.push(outcome)
    if (step.id !== undefined) earlier.set(step.id, outcome)
    if (outcome.result.verdict !== 'passed') return
  }
}

function describe(error: unknown): { code: string; message: string } {
  if (error instanceof BridgeheadError) return { code: error.code, message: error.message }
  const reason = messageOf(error)
  const { code, message } = failure('BH_ERR_SCENARIO_CRASHED', { reason })
  return { code, message }
}
