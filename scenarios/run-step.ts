// One step: run it within its time, hold what it yielded against what is expected, and say where it went wrong.

import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../base/message-of.ts'
import { diagnose } from './diagnosis/index.ts'
import type { Scene } from './diagnosis/scene.ts'
import { type Observed, type ObservedValue, unmetWishes } from './expectation.ts'
import type { Mismatch, StepResult } from './result.ts'
import type { ScenarioStep } from './scenario.ts'
import type { Observation, World } from './steps/types.ts'

/** A step that has run. */
export interface StepOutcome {
  readonly result: StepResult
  /** What it yielded, for `sameAs` and `differsFrom` of later steps. */
  readonly observed: Observed
  /** Why it could not run; only with the verdict `errored`. */
  readonly error?: unknown
}

/** What a step is run in. */
export interface StepSurroundings {
  readonly world: World
  /** Of the whole run. */
  readonly signal: AbortSignal
  /** The steps that have run, by id. */
  readonly earlier: ReadonlyMap<string, StepOutcome>
}

const late = Symbol('late')

/** Runs a step. Never throws: an error makes the verdict `errored`. */
export async function runStep(step: ScenarioStep, surroundings: StepSurroundings): Promise<StepOutcome> {
  const start = performance.now()
  const { world } = surroundings
  const hopsBefore = world.lab.hops().length
  let observation: Observation | typeof late
  try {
    observation = await inTime(step, surroundings)
  } catch (error) {
    const summary = messageOf(error)
    const result = resultOf(step, start, { summary, values: {}, trace: [] }, [])
    return { result: { ...result, verdict: 'errored' }, observed: {}, error }
  }
  if (observation === late) {
    const trace = world.lab.hops().slice(hopsBefore)
    const seconds = `${step.within / 1000} s`
    const yielded = { summary: `not done after ${seconds}`, values: {}, trace }
    const mismatch = { what: 'time', expected: `done within ${seconds}`, actual: 'still under way', place: step.place }
    return { result: explained(step, start, yielded, [mismatch], world), observed: {} }
  }
  const lookup = (id: string, path: readonly string[]) => valueAt(surroundings.earlier.get(id)?.observed, path)
  const mismatches = unmetWishes(step.expect, observation.values, lookup).map(
    ({ path, expected, actual }): Mismatch => ({
      what: path.join('.'),
      expected,
      actual,
      place: step.placeOfWish(path),
    }),
  )
  return { result: explained(step, start, observation, mismatches, world), observed: observation.values }
}

/** The result of a step that was not run, as one before it did not pass. */
export function skippedStep({ title, place }: ScenarioStep): StepResult {
  return { title, place, verdict: 'skipped', milliseconds: 0, summary: '', mismatches: [], trace: [] }
}

async function inTime(step: ScenarioStep, { world, signal }: StepSurroundings): Promise<Observation | typeof late> {
  const over = new AbortController()
  const end = AbortSignal.any([signal, over.signal])
  const work = step.kind.run(step.options, world, { id: step.id, signal: end })
  const timer = sleep(step.within, late, { signal: end })
  try {
    return await Promise.race([work, timer])
  } finally {
    over.abort()
    // Whichever lost the race ends later, unheard.
    Promise.allSettled([work, timer])
  }
}

function explained(
  step: ScenarioStep,
  start: number,
  observation: Observation,
  mismatches: readonly Mismatch[],
  { lab }: World,
): StepResult {
  const result = resultOf(step, start, observation, mismatches)
  if (mismatches.length === 0) return result
  const poolOf: Scene['poolOf'] = (host, vdir) => lab.exchangeServers.get(host)?.poolOf(vdir)
  const diagnosis = diagnose({ observation, mismatches, poolOf })
  return { ...result, verdict: 'failed', ...(diagnosis === undefined ? {} : { diagnosis }) }
}

function resultOf(
  { title, place }: ScenarioStep,
  start: number,
  { summary, trace }: Observation,
  mismatches: readonly Mismatch[],
): StepResult {
  return { title, place, verdict: 'passed', milliseconds: performance.now() - start, summary, mismatches, trace }
}

function valueAt(observed: Observed | undefined, path: readonly string[]): ObservedValue {
  return path.reduce<ObservedValue>(
    (value, name) => (typeof value === 'object' && !Array.isArray(value) ? (value as Observed)[name] : undefined),
    observed,
  )
}
