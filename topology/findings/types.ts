// A check rule looks at a planned topology and says where something in it will not work, or is not as Microsoft advises.

import type { LabPlan } from '../lab-plan.ts'
import type { Path, Place } from '../problems.ts'
import type { Topology } from '../schema/topology.ts'

/** error: something will fail; warning: it works but should not stay so; info: it has no effect. */
type Severity = 'error' | 'warning' | 'info'

interface CheckContext {
  /** As written, for what is default and what was set. */
  readonly topology: Topology
  readonly plan: LabPlan
}

/** One place where a rule applies. */
export interface Spot {
  readonly path: Path
  readonly at?: 'key' | 'value'
  /** What is wrong here, with the names of this topology; one sentence. */
  readonly message: string
}

/** A rule: a file of its own in `rules/`, and one line in `index.ts`. */
export interface CheckRule {
  /** Stable: users write it into scripts. */
  readonly id: `BH-${string}`
  readonly severity: Severity
  /** What is looked for, in a few words. */
  readonly title: string
  /** Why it matters, with the source. */
  readonly explanation: string
  readonly wayOut: string
  find(context: CheckContext): Iterable<Spot>
}

/** What `bridgehead check` reports. */
export interface Finding {
  readonly rule: string
  readonly severity: Severity
  readonly place: Place
  readonly message: string
  readonly explanation: string
  readonly wayOut: string
}
