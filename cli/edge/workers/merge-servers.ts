import type { ServerState } from '../../../proxy/index.ts'

/**
 * The states of the servers as several workers see them, made one: what counts adds up; a server is healthy when every worker
 * finds it so. Workers that are between two configurations may not know all of them.
 */
export function mergeServers(byWorker: readonly (readonly ServerState[])[]): readonly ServerState[] {
  const byServer = Map.groupBy(byWorker.flat(), ({ farm, server }) => JSON.stringify([farm, server]))
  return Array.from(byServer.values(), (states) => states.reduce(merge))
}

function merge(one: ServerState, other: ServerState): ServerState {
  return {
    ...one,
    healthy: one.healthy && other.healthy,
    reason: one.reason ?? other.reason,
    requestsInFlight: one.requestsInFlight + other.requestsInFlight,
    requestBytes: one.requestBytes + other.requestBytes,
    responseBytes: one.responseBytes + other.responseBytes,
    responseMilliseconds: slower(one.responseMilliseconds, other.responseMilliseconds),
    connections: one.connections + other.connections,
  }
}

function slower(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other)
}
