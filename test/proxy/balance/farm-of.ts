// Members, balancers and requests for the tests of this folder.

import type { RawHeaders, RequestHead } from '../../../http1/index.ts'
import { type BalancedRequest, type Balancer, createBalancer } from '../../../proxy/balance/index.ts'
import { createMembers, type Member } from '../../../proxy/member.ts'
import type { BalanceName } from '../../../topology/schema/farm.ts'
import { farmPlan } from '../edge-plan.ts'

/** Members of a farm, each `name` or `name*weight`. */
export function members(...servers: readonly string[]): readonly Member[] {
  return createMembers(farmPlan('cas', servers))
}

/** A balancer for a farm of these members; `hashOn` names what a hash is over. */
export function balancerOf(name: BalanceName, farm: readonly Member[], ...hashOn: readonly string[]): Balancer {
  return createBalancer(name, { members: farm, hashOn })
}

/** A request from an address, of which nothing else is known. */
export function from(clientAddress: string): BalancedRequest {
  return { clientAddress, head: undefined }
}

export const client: BalancedRequest = from('198.51.100.7')

/** A GET from one client. */
export function get(target: string, headers: RawHeaders = []): BalancedRequest {
  const head: RequestHead = { kind: 'request', method: 'GET', target, minorVersion: 1, headers }
  return { clientAddress: '198.51.100.7', head }
}

/** How many of the choices went to each server, by name. */
export function countByName(chosen: Iterable<Member | undefined>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const member of chosen) {
    const name = member?.plan.name ?? 'nobody'
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
