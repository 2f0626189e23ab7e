// One probe: a file of its own in probes/, and a line in probes/index.ts.

import type { Step } from './step.ts'
import type { ProbeTarget } from './types.ts'

/** What is tested under one name. */
export interface Probe {
  readonly name: string
  /** One line for help and docs. */
  readonly about: string
  /** Whether steps of it log on; without credentials those are skipped. */
  readonly logsOn: boolean
  /** Title of the outermost step. */
  title(target: ProbeTarget): string
  /** Runs the steps. @throws StepFailure, which becomes part of the report */
  run(step: Step, target: ProbeTarget): Promise<void>
}
