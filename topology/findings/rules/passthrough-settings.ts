import type { CheckRule } from '../types.ts'

export const passthroughSettings: CheckRule = {
  id: 'BH-PASSTHROUGH-SETTINGS',
  severity: 'warning',
  title: 'Headers on a farm that passes TLS through',
  explanation: 'The edge cannot read or write anything inside TLS that it passes through.',
  wayOut: 'Leave headers out, or end TLS at the edge (tls instead of passthrough).',
  *find({ topology }) {
    for (const [edge, { farms }] of Object.entries(topology.edges)) {
      for (const [name, farm] of Object.entries(farms)) {
        if (!farm.passthrough || farm.headers === undefined) continue
        yield {
          path: ['edges', edge, 'farms', name, 'headers'],
          at: 'key',
          message: `headers has no effect: farm ${name} passes TLS through`,
        }
      }
    }
  },
}
