// One run of the whole catalog: `catalog-run.ts <key directory>`.

import { clientActions } from '../clients/index.ts'
import { startLab } from '../lab/index.ts'
import { findScenarios } from '../scenarios/find.ts'
import { readScenarios } from '../scenarios/read.ts'
import { runScenarios } from '../scenarios/run.ts'
import { printSample } from './sample.ts'

const [keyDirectory = ''] = process.argv.slice(2)
const loaded = performance.now()
const { counts } = await runScenarios(readScenarios(findScenarios([]), clientActions), {
  startLab: (plan) => startLab(plan, { keyDirectory }),
  actions: clientActions,
})
if (counts.failed + counts.errored > 0) throw new Error(`not all passed: ${JSON.stringify(counts)}`)
printSample(loaded, { passed: counts.passed })
