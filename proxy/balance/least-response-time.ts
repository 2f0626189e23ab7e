import { type Member, weightOf } from '../member.ts'
import { type Balancer, lowest } from './balancer.ts'
import { createRoundRobin } from './round-robin.ts'

// A server that once was slow gets no requests that could show it has recovered, so what was measured counts half after this
// time without an answer.
const halfLifeMilliseconds = 10_000

/**
 * The server that would answer soonest: its average time until the first byte, times the requests that it would then have
 * under way, for its weight. One that was never measured counts as being as quick as the quickest. Among equals, round robin.
 */
export function createLeastResponseTime(now: () => number = () => performance.now()): Balancer {
  const amongEquals = createRoundRobin()
  return {
    choose(candidates, request) {
      const at = now()
      const times = candidates.map((member) => agedTime(member, at))
      const quickest = Math.min(...times.filter((time) => time !== undefined))
      const unmeasured = Number.isFinite(quickest) ? quickest : 1
      const timeOf = new Map(candidates.map((member, index) => [member, times[index] ?? unmeasured]))
      const score = (member: Member): number =>
        ((timeOf.get(member) ?? unmeasured) * (member.inFlight + 1)) / weightOf(member)
      return amongEquals.choose(lowest(candidates, score), request)
    },
  }
}

function agedTime(member: Member, now: number): number | undefined {
  if (member.responseMilliseconds === undefined) return undefined
  const age = Math.max(0, now - member.respondedAt)
  return member.responseMilliseconds * 2 ** (-age / halfLifeMilliseconds)
}
