import type { FailureCause } from '../base/failure-cause.ts'
import type { FarmPlan } from '../topology/edge-plan.ts'

// Without a probe or a pause that would say it, and while an edge restarts.
const fallbackSeconds = 5

/**
 * Seconds after which a client may ask again (Retry-After, RFC 9110 section 10.2.3): when a server was out, until the next
 * probes can have brought one back, or the pause after failures is over; when all were full, the wait in the queue.
 * @returns undefined for what does not pass by itself
 */
export function retryAfter(cause: FailureCause, farm: FarmPlan | undefined): number | undefined {
  switch (cause) {
    case 'no-healthy-server':
    case 'server-offline':
      return seconds(recoveryTime(farm))
    case 'overloaded':
      return seconds(farm?.queue.wait)
    case 'edge-closed':
      return fallbackSeconds
    default:
      return undefined
  }
}

function recoveryTime(farm: FarmPlan | undefined): number | undefined {
  const { health, failures } = farm ?? {}
  return health === undefined ? failures?.pause : health.interval * health.rise
}

function seconds(milliseconds: number | undefined): number {
  return milliseconds === undefined ? fallbackSeconds : Math.max(1, Math.ceil(milliseconds / 1000))
}
