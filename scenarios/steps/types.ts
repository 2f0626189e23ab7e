// A kind of step is one file that exports one `StepKind`, and one line in `steps/index.ts`.
//
//   - request: { url: … }        the kind, with its options
//     id: first                  so that later steps can name it
//     title: OWA answers         instead of the words made from the options
//     within: 30s                instead of 15 s
//     expect: { status: 200 }    held against what the kind's `run` gives

import type * as z from 'zod'
import type { HopRecord } from '../../base/trace.ts'
import type { ClientAction } from '../../clients/types.ts'
import type { StartedLab } from '../../lab/types.ts'
import type { LabPlan } from '../../topology/lab-plan.ts'
import type { Path } from '../../topology/problems.ts'
import type { Observed, Wishes } from '../expectation.ts'
import type { HeldAction } from '../held-action.ts'
import type { Sessions } from '../sessions.ts'

/** The client actions by name, as `clients/index.ts` registers them. */
export type ClientActions = ReadonlyMap<string, ClientAction>

/** What a step yielded. */
export interface Observation {
  /** One sentence for people: what came of it. */
  readonly summary: string
  /** What expectations look at. */
  readonly values: Observed
  /** Hops of the last request, client first. */
  readonly trace: readonly HopRecord[]
}

/** The running world of one scenario. Its steps act on it one after the other. */
export interface World {
  readonly lab: StartedLab
  readonly actions: ClientActions
  /** HTTP clients that keep connections and cookies from step to step. */
  readonly sessions: Sessions
  /** Actions that `start` began, by step id. */
  readonly held: Map<string, HeldAction>
  /** How to mend what `fault` broke, by step id. */
  readonly faults: Map<string, () => void>
}

/** The step that runs now. */
interface Running {
  readonly id: string | undefined
  /** Aborted when the step's time is over or the run is interrupted. */
  readonly signal: AbortSignal
}

/** What a step may be checked against before any lab starts. */
export interface CheckScope {
  /** Undefined when the topology cannot be used: then only what does not need it is checked. */
  readonly plan: LabPlan | undefined
  readonly actions: ClientActions
  /** The ids of the earlier steps, with the kind of each. */
  readonly earlier: ReadonlyMap<string, string>
  readonly id: string | undefined
  /** Tells of a mistake; `path` leads to it from the step, `at` says whether its key or its value is meant. */
  problem(path: Path, message: string, at?: 'key' | 'value'): void
}

/**
 * A kind of step: what an author may write, how it is checked before any lab starts, and what it does on a running one.
 * What it yields is held against `expect` by the runner, so that every kind fails in the same words.
 */
export interface StepKind<Options extends z.ZodType = z.ZodType> {
  /** The key that stands for it in a scenario. */
  readonly name: string
  /** What it does, in one sentence, for docs/scenarios.md and editors. */
  readonly about: string
  /** A step as an admin would write it, for docs/scenarios.md. */
  readonly example: string
  readonly options: Options
  /** What `expect` may say; a kind without one either succeeds or cannot run. */
  readonly expect?: z.ZodType<Wishes | undefined>
  /** The step in words. */
  title(options: z.output<Options>): string
  /** What is expected when `expect` says nothing of it. */
  implied?(expect: Wishes): Wishes
  /** Checks hosts, users, names against the topology; what the schema cannot. */
  check?(options: z.output<Options>, scope: CheckScope): void
  /** Does it. @throws when it could not be done, which is no failed expectation: the scenario has then not run */
  run(options: z.output<Options>, world: World, running: Running): Promise<Observation>
}
