import type { BalanceName } from '../../topology/schema/farm.ts'
import type { Balancer } from './balancer.ts'
import { createLeastRequests } from './least-requests.ts'
import { createLeastResponseTime } from './least-response-time.ts'
import { createRoundRobin } from './round-robin.ts'
import { createSourceHash } from './source-hash.ts'

export type { Balancer } from './balancer.ts'

/** Every way of balancing by its name in the edge file. A new one is a file here, a line below and a word in the schema. */
const balancers: Readonly<Record<BalanceName, () => Balancer>> = {
  'round-robin': createRoundRobin,
  'least-requests': createLeastRequests,
  'least-response-time': () => createLeastResponseTime(),
  'source-hash': createSourceHash,
}

/** A new balancer, for one farm. */
export function createBalancer(name: BalanceName): Balancer {
  return balancers[name]()
}
