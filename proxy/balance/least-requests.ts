import { weightOf } from '../member.ts'
import { type Balancer, lowest } from './balancer.ts'
import { createRoundRobin } from './round-robin.ts'

/**
 * The server with the fewest requests under way for its weight (ARR's "least current request", reference/reverse-proxies.md
 * section 1.4); among equals, which on a quiet farm are all of them, round robin.
 */
export function createLeastRequests(): Balancer {
  const amongEquals = createRoundRobin()
  return {
    choose(candidates, request) {
      return amongEquals.choose(
        lowest(candidates, (member) => member.inFlight / weightOf(member)),
        request,
      )
    },
  }
}
