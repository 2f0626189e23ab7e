// A lab from a name, a file or a plan.

import { loadTopology } from '../topology/index.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import { type LabOptions, startPlan } from './start-lab.ts'
import type { StartedLab } from './types.ts'

export type { Explainer, Explanation } from './explainer.ts'
export type { Way } from './find-way.ts'
export type { LabOptions } from './start-lab.ts'

/**
 * Starts a lab from a built-in topology's name (`ssl-offload`), a topology file, or a plan, and gives it once all of it
 * answers. Dispose it (`await using`) to stop everything again.
 * @throws BridgeheadError: what is wrong with the topology, with every place; or what could not start
 */
export async function startLab(topology: string | LabPlan, options: LabOptions = {}): Promise<StartedLab> {
  return startPlan(typeof topology === 'string' ? loadTopology(topology) : topology, options)
}
