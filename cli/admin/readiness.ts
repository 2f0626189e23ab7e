import type { ServerState } from '../../proxy/index.ts'
import { isInService } from '../edge/in-service.ts'

/** Whether an edge had better be sent traffic, and if not, why: each reason a sentence. */
export type Readiness =
  | { readonly status: 'ready' }
  | { readonly status: 'not ready'; readonly reasons: readonly string[] }

interface EdgeFacts {
  readonly draining: boolean
  readonly servers: readonly ServerState[]
}

/** An edge is ready when it listens, does not drain, and has a server in every farm that is healthy and in service. */
export function readiness(edge: EdgeFacts | undefined): Readiness {
  const reasons = edge === undefined ? ['The edge is starting.'] : reasonsOf(edge)
  return reasons.length === 0 ? { status: 'ready' } : { status: 'not ready', reasons }
}

function reasonsOf(edge: EdgeFacts): readonly string[] {
  const farms = Map.groupBy(edge.servers, ({ farm }) => farm)
  const down = [...farms].filter(([, servers]) => !servers.some(isInService))
  return [
    ...(edge.draining ? ['The edge is draining.'] : []),
    ...down.map(([farm, servers]) => {
      const why = servers.map(
        ({ server, healthy, state, reason }) =>
          ` ${server}: ${healthy ? `its state is ${state}.` : (reason ?? 'unhealthy.')}`,
      )
      return `No server of farm ${farm} is healthy and in service.${why.join('')}`
    }),
  ]
}
