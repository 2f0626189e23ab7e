import { passthroughFarm } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

export const passthroughPath: CheckRule = {
  id: 'BH-PASSTHROUGH-PATH',
  severity: 'error',
  title: 'A path rule for a host whose TLS is passed through',
  explanation:
    'Of TLS that is passed through only the host name can be seen (SNI), so a rule with a path never sees a request for that host over TLS.',
  wayOut:
    'Give the path a host name of its own, or end TLS at the edge for this host (a farm with tls instead of passthrough).',
  *find({ plan }) {
    for (const edge of plan.edges) {
      if (!edge.listeners.some((listener) => listener.tls !== undefined)) continue
      for (const { host, path, index, text } of edge.rules) {
        const farm = host === undefined || path === undefined ? undefined : passthroughFarm(edge, host)
        if (farm === undefined) continue
        yield {
          path: ['edges', edge.name, 'rules', index - 1, 'path'],
          message: `rule ${index} (${text}) meets no request over TLS: ${host} is passed through to farm ${farm.name}`,
        }
      }
    }
  },
}
