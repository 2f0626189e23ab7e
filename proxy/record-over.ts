// Where everything that a client did ends: counted, and recorded when somebody wants records.

import type { FailureCause } from '../base/failure-cause.ts'
import type { EdgeRun } from './edge-run.ts'
import { countCause, type ListenerCounters } from './metrics/counters.ts'
import type { Trail } from './trail.ts'

/** A request is over. */
export function requestOver(run: EdgeRun, trail: Trail): void {
  const status = trail.status ?? 0
  const { byStatus } = trail.connection.counters
  byStatus[status] = (byStatus[status] ?? 0) + 1
  const server = trail.serverCounters?.byStatus
  if (server !== undefined) server[status] = (server[status] ?? 0) + 1
  connectionOver(run, trail)
}

/** A connection that carried no request is over: passed through, or refused. */
export function connectionOver(run: EdgeRun, trail: Trail): void {
  const { cause, connection, serverCounters } = trail
  if (cause !== undefined) {
    countCause(connection.counters.failures, cause)
    if (serverCounters !== undefined) countCause(serverCounters.failures, cause)
  }
  run.surroundings.record?.(trail.record(run.active.plan))
}

/** Counts a connection that is closed before any request, and has no record of its own. */
export function countRefused(counters: ListenerCounters, cause: FailureCause): void {
  counters.refused++
  countCause(counters.failures, cause)
}

/** A connection is closed before any request. */
export function connectionRefused(run: EdgeRun, trail: Trail): void {
  trail.connection.counters.refused++
  connectionOver(run, trail)
}
