import { type Member, weightOf } from '../member.ts'
import { type Balancer, lowest } from './balancer.ts'
import { createRoundRobin } from './round-robin.ts'

// A server that once was slow gets no requests that could show it has recovered, so what was measured counts half after this
// time without an answer.
const halfLifeMilliseconds = 10_000

/**
 * The server that would answer soonest: its average time until the first byte, times the requests that it would then have
 * under way, for its weight. What was measured long ago fades, but no further than to the time of the quickest: below that
 * it would draw all requests until its next answer. One that was never measured counts as being as quick as the quickest.
 * Among equals, round robin.
 */
export function createLeastResponseTime(now: () => number = () => performance.now()): Balancer {
  const amongEquals = createRoundRobin()
  return {
    choose(candidates, request) {
      const at = now()
      const quickest = quickestOf(candidates)
      const score = (member: Member): number =>
        (Math.max(quickest, fadedTime(member, at)) * (member.inFlight + 1)) / weightOf(member)
      return amongEquals.choose(lowest(candidates, score), request)
    },
  }
}

/** The shortest average among the members, 1 when none was measured; never 0, so that requests under way always count. */
function quickestOf(members: readonly Member[]): number {
  let quickest: number | undefined
  for (const { responseMilliseconds } of members) {
    if (responseMilliseconds === undefined) continue
    if (quickest === undefined || responseMilliseconds < quickest) quickest = responseMilliseconds
  }
  return Math.max(quickest ?? 1, Number.EPSILON)
}

/** A member's average as far as it still counts; 0 when it was never measured. */
function fadedTime({ responseMilliseconds, respondedAt }: Member, now: number): number {
  if (responseMilliseconds === undefined) return 0
  return responseMilliseconds * 2 ** (-Math.max(0, now - respondedAt) / halfLifeMilliseconds)
}
