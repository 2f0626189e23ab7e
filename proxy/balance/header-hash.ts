import { headerValues } from '../../http1/index.ts'
import type { BalancedFarm, Balancer } from './balancer.ts'
import { createHash, joinValues } from './rendezvous.ts'

/** The same server for the same values of some headers: ARR's hash of a server variable such as HTTP_X_TENANT. */
export function createHeaderHash({ hashOn }: Pick<BalancedFarm, 'hashOn'>): Balancer {
  return createHash(({ head }) =>
    head === undefined ? undefined : joinValues(hashOn.map((name) => headerValues(head.headers, name).join(','))),
  )
}
