// What other folders call of this one. Types of the plan stand in lab-plan.ts, the settings in schema/.

import { resolveTopology } from './builtin.ts'
import type { LabPlan } from './lab-plan.ts'
import { loadPlan } from './plan.ts'

export { builtInTopologies, resolveTopology } from './builtin.ts'
export { loadEdge, loadPlan, loadPlanText, readEdgeFile } from './plan.ts'

/**
 * The plan of a topology by its built-in name or file.
 * @throws FileProblems with everything that is wrong with it; BH_ERR_NO_SUCH_TOPOLOGY, BH_ERR_FILE_UNREADABLE
 */
export function loadTopology(nameOrFile: string): LabPlan {
  return loadPlan(resolveTopology(nameOrFile)).plan
}
