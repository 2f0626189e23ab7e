import { plainAddress } from '../ip-address.ts'
import type { Balancer } from './balancer.ts'
import { rendezvous } from './rendezvous.ts'

/** The same server for the same client address. What Outlook Anywhere to Exchange 2010 wants, which ignores cookies. */
export function createSourceHash(): Balancer {
  return { choose: (candidates, { clientAddress }) => rendezvous(candidates, plainAddress(clientAddress)) }
}
