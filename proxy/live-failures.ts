// Passive health: what live traffic shows of a server (ARR's live-traffic test, HAProxy's `observe layer7`, nginx's max_fails).
//
//   in use ── `most` failures `within` ──> out ──┬─ with probes: a good one ─────────────────────────> in use
//     ^                                          └─ without: after `pause` one request is a trial ──┬─> in use
//     └── never the last one in use: nginx's way                                                    └─> out again
//
// When all the others went out of use meanwhile, those that wait for the end of their pause are tried after all.

import type { FailureCause } from '../base/failure-cause.ts'
import type { FarmPlan } from '../topology/edge-plan.ts'
import { type Member, setHealthy } from './member.ts'

/** Causes that speak against the server, and cannot be the client's doing alone. */
const ofServer: ReadonlySet<FailureCause> = new Set([
  'reset',
  'truncated',
  'bad-response',
  'response-timeout',
] satisfies FailureCause[])

/** Whether a request that ended so, once it had been sent, speaks against its server. */
export function speaksAgainstServer(cause: FailureCause): boolean {
  return ofServer.has(cause)
}

/**
 * Takes note of a failure. The last server in use stays in use, as with nginx: to try it costs no more than to refuse, and
 * what failed may have been the requests. (HAProxy takes it out, and answers 503 to everybody.)
 * @param members all of the farm
 * @param what failed, in words
 * @param now by the ticker's clock
 */
export function noteFailure(
  { failures, health }: FarmPlan,
  members: readonly Member[],
  member: Member,
  what: string,
  now: number,
): void {
  if (failures === undefined) return
  if (!member.healthy) {
    if (member.onTrial) member.tryAgainAt = now + failures.pause
    return
  }
  const { failedAt } = member
  failedAt.push(now)
  failedAt.splice(0, failedAt.length - failures.most)
  const [oldest = now] = failedAt
  if (failedAt.length < failures.most || now - oldest > failures.within) return
  if (!members.some((other) => other !== member && other.healthy && other.state === 'available')) return
  member.healthy = false
  member.counters.healthChanges++
  member.probesInRow = 0
  member.reason = `${failures.most} requests failed within ${failures.within} ms; the last: ${what}.`
  member.tryAgainAt = health === undefined ? now + failures.pause : undefined
}

/** Takes note of an answer: one on trial is back in use. */
export function noteSuccess(member: Member): void {
  if (member.onTrial) setHealthy(member)
}

/** Whether only live traffic has taken a server out, and can bring it back. */
export function isPaused({ healthy, state, tryAgainAt }: Member): boolean {
  return state === 'available' && !healthy && tryAgainAt !== undefined
}

/** Whether a server that was taken out may get a request to try it with. */
export function isDue({ onTrial, state, tryAgainAt }: Member, now: number): boolean {
  return state === 'available' && tryAgainAt !== undefined && !onTrial && now >= tryAgainAt
}
