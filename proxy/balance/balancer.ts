import type { RequestHead } from '../../http1/index.ts'
import type { Member } from '../member.ts'

/** What the choice of a server may depend on. A balancer reads from it only what it needs. */
export interface BalancedRequest {
  /** Without port. */
  readonly clientAddress: string
  /** Undefined for TLS that is passed through, in which the edge sees no request. */
  readonly head: RequestHead | undefined
}

/** Chooses the server of a request that no affinity binds. It may remember earlier choices: one per farm. */
export interface Balancer {
  /**
   * One of the candidates, undefined when there are none.
   * @param candidates the members that may be chosen and were not tried yet for this request, in the order of the plan
   */
  choose(candidates: readonly Member[], request: BalancedRequest): Member | undefined
}

/** What a balancer is made for. */
export interface BalancedFarm {
  /** All members, those too that may not be chosen now. */
  readonly members: readonly Member[]
  /** Names of what a hash is over; empty for balancers without such a choice. */
  readonly hashOn: readonly string[]
}

/** The members with the lowest score, in order. */
export function lowest(members: readonly Member[], score: (member: Member) => number): Member[] {
  let best = Number.POSITIVE_INFINITY
  let found: Member[] = []
  for (const member of members) {
    const value = score(member)
    if (value < best) {
      best = value
      found = [member]
    } else if (value === best) {
      found.push(member)
    }
  }
  return found
}
