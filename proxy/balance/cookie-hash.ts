import { headerValues } from '../../http1/index.ts'
import { cookieValues } from '../cookies.ts'
import type { BalancedFarm, Balancer } from './balancer.ts'
import { createHash, joinValues } from './rendezvous.ts'

/**
 * The same server for the same values of some cookies. Of several with one name the first counts, which is that of the
 * longest path (RFC 6265 section 5.4); case counts in the name too.
 */
export function createCookieHash({ hashOn }: Pick<BalancedFarm, 'hashOn'>): Balancer {
  return createHash(({ head }) => {
    const fields = head === undefined ? [] : headerValues(head.headers, 'cookie')
    return fields.length === 0 ? undefined : joinValues(hashOn.map((name) => cookieValues(fields, name)[0] ?? ''))
  })
}
