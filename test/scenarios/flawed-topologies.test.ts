import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkTopology } from '../../topology/findings/index.ts'
import { loadPlan } from '../../topology/index.ts'

const folder = join(import.meta.dirname, '..', '..', 'scenarios', 'topologies', 'flawed')

/** What `bridgehead check` says of the topologies whose stories show the same with real traffic. */
const findings: Readonly<Record<string, readonly string[]>> = {
  'arr-offloading.yaml': ['BH-SSL-REQUIRED', 'BH-OUTLOOK-ANYWHERE-OFFLOAD'],
  'certificate-without-name.yaml': ['BH-NAME-NOT-COVERED', 'BH-SRV-NOT-COVERED'],
  'no-split-dns.yaml': ['BH-NO-SPLIT-DNS'],
  'offload-not-prepared.yaml': ['BH-SSL-REQUIRED'],
  'pinpoint-gap.yaml': ['BH-PINPOINT-GAP'],
}

t.test('a topology that is wrong on purpose is found wrong in just that, before any traffic', async (t) => {
  t.same(readdirSync(folder).sort(), Object.keys(findings))
  for (const [file, rules] of Object.entries(findings)) {
    const found = checkTopology(loadPlan(join(folder, file))).map(({ rule }) => rule)
    t.same([...new Set(found)], rules, file)
  }
})
