import type { BalanceName } from '../../topology/schema/farm.ts'
import type { BalancedFarm, Balancer } from './balancer.ts'
import { createCookieHash } from './cookie-hash.ts'
import { createHeaderHash } from './header-hash.ts'
import { createLeastRequests } from './least-requests.ts'
import { createLeastResponseTime } from './least-response-time.ts'
import { createQueryHash } from './query-hash.ts'
import { createRoundRobin } from './round-robin.ts'
import { createSourceHash } from './source-hash.ts'
import { createTotalTraffic } from './total-traffic.ts'
import { createUrlHash } from './url-hash.ts'

export type { BalancedRequest, Balancer } from './balancer.ts'

/** Every way of balancing by its name in the edge file. A new one is a file here, a line below and a word in the schema. */
const balancers: Readonly<Record<BalanceName, (farm: BalancedFarm) => Balancer>> = {
  'round-robin': createRoundRobin,
  'least-requests': createLeastRequests,
  'least-response-time': () => createLeastResponseTime(),
  'total-traffic': createTotalTraffic,
  'source-hash': createSourceHash,
  'url-hash': createUrlHash,
  'header-hash': createHeaderHash,
  'cookie-hash': createCookieHash,
  'query-hash': createQueryHash,
}

/** A new balancer, for one farm. */
export function createBalancer(name: BalanceName, farm: BalancedFarm): Balancer {
  return balancers[name](farm)
}
