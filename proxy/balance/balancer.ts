import type { Member } from '../member.ts'

/** Chooses the server of a request that no affinity binds. It may remember earlier choices: one per farm. */
export interface Balancer {
  /**
   * One of the candidates, undefined when there are none.
   * @param candidates the healthy members that were not tried yet for this request, in the order of the plan
   * @param request what the choice may depend on; `clientAddress` without port
   */
  choose(candidates: readonly Member[], request: { readonly clientAddress: string }): Member | undefined
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
