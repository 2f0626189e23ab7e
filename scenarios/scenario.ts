// A scenario as it is run: checked, with one variant's values put in, its topology planned.

import type { LabPlan } from '../topology/lab-plan.ts'
import type { Wishes } from './expectation.ts'
import type { Place } from './result.ts'
import type { StepKind } from './steps/types.ts'

/** Enough to read the scenario again, in another thread. */
export interface ScenarioOrigin {
  readonly path: string
  /** Number of the variant in its file, from 0. */
  readonly variant: number
}

export interface Scenario {
  readonly origin: ScenarioOrigin
  readonly name: string
  /** The matrix values of this variant as reports show them. */
  readonly variant: Readonly<Record<string, string>>
  readonly why: string
  readonly tags: readonly string[]
  readonly place: Place
  /** As written in the file. */
  readonly topology: string
  readonly plan: LabPlan
  readonly steps: readonly ScenarioStep[]
}

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
