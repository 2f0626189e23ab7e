import type { StartedEdge } from '../../proxy/index.ts'

/** Whether an edge had better be sent traffic, and if not, why: each reason a sentence. */
export type Readiness =
  | { readonly status: 'ready' }
  | { readonly status: 'not ready'; readonly reasons: readonly string[] }

/** An edge is ready when it listens, does not drain, and has a healthy server in every farm. */
export function readiness(edge: Pick<StartedEdge, 'draining' | 'servers'> | undefined): Readiness {
  const reasons = edge === undefined ? ['The edge is starting.'] : reasonsOf(edge)
  return reasons.length === 0 ? { status: 'ready' } : { status: 'not ready', reasons }
}

function reasonsOf(edge: Pick<StartedEdge, 'draining' | 'servers'>): readonly string[] {
  const farms = Map.groupBy(edge.servers(), ({ farm }) => farm)
  const down = [...farms].filter(([, servers]) => servers.every(({ healthy }) => !healthy))
  return [
    ...(edge.draining ? ['The edge is draining.'] : []),
    ...down.map(([farm, servers]) => {
      const why = servers.map(({ server, reason }) => ` ${server}: ${reason ?? 'unhealthy'}`)
      return `No server of farm ${farm} is healthy.${why.join('')}`
    }),
  ]
}
