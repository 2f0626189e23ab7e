import { readPath } from '../path/request-path.ts'
import { pathOfTarget, queryOfTarget } from '../path/target.ts'
import type { Balancer } from './balancer.ts'
import { createHash } from './rendezvous.ts'

/**
 * The same server for the same path and query (ARR's request hash, reference/reverse-proxies.md section 1.4). A path counts as
 * rules read it, decoded and without regard to case, as IIS does; a query letter by letter, for only the program behind
 * knows what it means.
 */
export function createUrlHash(): Balancer {
  return createHash(({ head }) => (head === undefined ? undefined : urlKey(head.target)))
}

function urlKey(target: string): string {
  const path = pathOfTarget(target)
  const read = readPath(path)
  const plain = 'segments' in read ? `/${read.segments.join('/')}` : path
  return `${plain.toLowerCase()}?${queryOfTarget(target)}`
}
