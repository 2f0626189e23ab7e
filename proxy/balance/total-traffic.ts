// ARR's weighted total traffic: "the server with the least amount of data will receive the next request" (TechNet dd443524,
// Load Balance page), requests and answers together.
//
//   level of a server = its bytes / its weight, since the balancer began         a ███████   next: b
//                     + its requests under way, at what one cost so far          b ████
//
// A server that joins, or comes back, starts at the lowest level of those that stayed, so that it shares what is to come and
// need not make up for what it missed. So does fair queueing with a flow that was away (Goyal, Vin and Cheng, "Start-time
// fair queueing", 1996, section 2), and Linux with a task that wakes up (min_vruntime).

import { type Member, mayBeChosen, weightOf } from '../member.ts'
import { type BalancedFarm, type Balancer, lowest } from './balancer.ts'
import { createRoundRobin } from './round-robin.ts'

/** What a server has carried, as far as it counts. */
interface Account {
  /** Bytes for its weight. */
  level: number
  /** Counters of the member that are in the level already. */
  seenBytes: number
  seenRequests: number
  /** Whether it could not be chosen when last looked at. */
  away: boolean
}

/**
 * The server with the fewest bytes of requests and answers for its weight; among equals round robin. What is under way
 * counts as much as a request did on average: else all that come until the first answer would go to one server.
 */
export function createTotalTraffic({ members }: Pick<BalancedFarm, 'members'>): Balancer {
  const amongEquals = createRoundRobin()
  const accounts = new Map(members.map((member) => [member, newAccount(member)]))
  let bytes = 0
  let requests = 0

  const settle = (): void => {
    let base = Number.POSITIVE_INFINITY
    for (const [member, account] of accounts) {
      const moved = bytesOf(member) - account.seenBytes
      bytes += moved
      requests += member.requests - account.seenRequests
      account.level += moved / weightOf(member)
      account.seenBytes += moved
      account.seenRequests = member.requests
      if (mayBeChosen(member) && !account.away) base = Math.min(base, account.level)
    }
    for (const [member, account] of accounts) {
      const back = account.away && mayBeChosen(member)
      if (back && base !== Number.POSITIVE_INFINITY) account.level = Math.max(account.level, base)
      account.away = !mayBeChosen(member)
    }
  }

  return {
    choose(candidates, request) {
      settle()
      const expected = requests === 0 ? 1 : Math.max(1, bytes / requests)
      const level = (member: Member): number =>
        (accounts.get(member)?.level ?? 0) + (member.inFlight * expected) / weightOf(member)
      return amongEquals.choose(lowest(candidates, level), request)
    },
  }
}

function newAccount(member: Member): Account {
  return { level: 0, seenBytes: bytesOf(member), seenRequests: member.requests, away: !mayBeChosen(member) }
}

function bytesOf({ requestBytes, responseBytes }: Member): number {
  return requestBytes + responseBytes
}
