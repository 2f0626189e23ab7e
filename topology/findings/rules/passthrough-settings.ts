import type { EdgeFarm } from '../../schema/farm.ts'
import type { CheckRule } from '../types.ts'

export const passthroughSettings: CheckRule = {
  id: 'BH-PASSTHROUGH-SETTINGS',
  severity: 'warning',
  title: 'Affinity or headers on a farm that passes TLS through',
  explanation: 'The edge cannot read or write anything inside TLS that it passes through: no cookie, no header.',
  wayOut:
    'Use affinity: { source: true } or balance: source-hash to keep a client on one server, or end TLS at the edge (tls instead of passthrough).',
  *find({ topology }) {
    for (const [edge, { farms }] of Object.entries(topology.edges)) {
      for (const [name, farm] of Object.entries(farms)) {
        if (!farm.passthrough) continue
        for (const key of ['affinity', 'headers'] as const) {
          if (farm[key] === undefined || (key === 'affinity' && worksUnseen(farm.affinity))) continue
          yield {
            path: ['edges', edge, 'farms', name, key],
            at: 'key',
            message: `${key} has no effect: farm ${name} passes TLS through`,
          }
        }
      }
    }
  },
}

/** Whether an affinity goes by what the edge sees of passed TLS: the address of the client, the name in the hello. */
function worksUnseen(affinity: EdgeFarm['affinity']): boolean {
  return affinity?.hostName !== undefined || affinity?.source !== undefined
}
