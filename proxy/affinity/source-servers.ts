import type { Member } from '../member.ts'
import { RecentMap } from './recent-map.ts'

// With more, those not seen for longest are forgotten and balanced anew; 50 000 stay at least.
const mostClients = 100_000

/**
 * Which server serves which client address. Other than with source-hash a client stays where it is when servers are added, or
 * when its server's weight changes; and its server is the one that the balancer chose.
 */
export class SourceServers {
  readonly #bound: RecentMap<Member>

  /** @param previous those of the farm before a reload: clients stay where their servers stay */
  constructor({ idle }: { readonly idle: number }, previous?: SourceServers) {
    this.#bound = previous === undefined ? new RecentMap(mostClients, idle) : previous.#bound
    this.#bound.idle = idle
  }

  /** The server of a client, which may be one that can serve no more, or is no member any more. */
  of(client: string): Member | undefined {
    return this.#bound.get(client)
  }

  bind(client: string, member: Member): void {
    this.#bound.set(client, member)
  }
}
