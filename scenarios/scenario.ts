// A scenario as it is run: checked, with one variant's values put in, its topology planned.

import type { LabPlan } from '../topology/lab-plan.ts'
import type { Wishes } from './expectation.ts'
import type { Place, ScenarioHead } from './result.ts'
import type { StepKind } from './steps/types.ts'

/** One variant of a scenario file, ready to run: nothing in it can be wrong any more but the network itself. */
export interface Scenario extends ScenarioHead {
  readonly plan: LabPlan
  readonly steps: readonly ScenarioStep[]
}

/** A step with its options checked and its defaults filled in. */
export interface ScenarioStep {
  readonly kind: StepKind
  readonly options: unknown
  readonly id: string | undefined
  readonly title: string
  /** Real milliseconds that it may take. */
  readonly within: number
  readonly expect: Wishes
  readonly place: Place
  /** Where an expectation stands, by its path from `expect`; the step itself for what is implied. */
  placeOfWish(path: readonly string[]): Place
}
