// One cold start of a lab in a process of its own: `lab-start.ts <key directory> <topology>`.

import { startLab } from '../lab/index.ts'
import { printSample } from './sample.ts'

const [keyDirectory = '', topology = ''] = process.argv.slice(2)
const loaded = performance.now()
await using lab = await startLab(topology, { keyDirectory })
printSample(loaded, { hosts: lab.plan.hosts.size })
