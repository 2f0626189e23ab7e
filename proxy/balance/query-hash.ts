import { queryOfTarget } from '../path/target.ts'
import type { BalancedFarm, Balancer } from './balancer.ts'
import { createHash, joinValues } from './rendezvous.ts'

/**
 * The same server for the same values of some query parameters (ARR's query string hash: "the concatenated string of the
 * corresponding values", TechNet dd443524). As ASP.NET reads a query (HttpRequest.QueryString): names without regard to case,
 * `+` and escapes decoded, several values of one name joined by a comma.
 */
export function createQueryHash({ hashOn }: Pick<BalancedFarm, 'hashOn'>): Balancer {
  const names = hashOn.map((name) => name.toLowerCase())
  return createHash(({ head }) => {
    const query = head === undefined ? '' : queryOfTarget(head.target)
    return query === '' ? undefined : joinValues(parameterValues(query, names))
  })
}

function parameterValues(query: string, names: readonly string[]): string[] {
  const found = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    const lower = name.toLowerCase()
    if (!names.includes(lower)) continue
    const before = found.get(lower)
    found.set(lower, before === undefined ? value : `${before},${value}`)
  }
  return names.map((name) => found.get(name) ?? '')
}
