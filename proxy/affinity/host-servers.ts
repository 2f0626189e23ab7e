import { createTurns, type Turns } from '../balance/round-robin.ts'
import type { Member } from '../member.ts'
import { RecentMap } from './recent-map.ts'
import type { AffinityServers } from './servers.ts'

// With more, those not asked for longest are forgotten and allotted anew; 5 000 stay at least.
const mostHosts = 10_000

export interface HostServersSettings {
  /** How many servers a host gets. */
  readonly servers: number
  /** Milliseconds without a request until a host is forgotten. */
  readonly idle: number
}

/**
 * Which servers serve which host name, as ARR's host name affinity with its round-robin provider (reference/reverse-proxies.md
 * section 1.6): a host that is new gets the next servers in turn, by weight, and keeps them. One that can serve no more gives
 * way to another, for good.
 */
export class HostServers {
  readonly #farm: AffinityServers
  readonly #most: number
  readonly #allotted: RecentMap<readonly Member[]>
  readonly #nextOf: Turns

  /** @param previous those of the farm before a reload: hosts stay where their servers stay */
  constructor(farm: AffinityServers, { servers, idle }: HostServersSettings, previous?: HostServers) {
    this.#farm = farm
    this.#most = Math.min(servers, farm.members.length)
    this.#allotted = previous === undefined ? new RecentMap(mostHosts, idle) : previous.#allotted
    this.#allotted.idle = idle
    this.#nextOf = previous === undefined ? createTurns() : previous.#nextOf
  }

  /**
   * The servers of a host that can serve a request; none when there are none at all.
   * @param candidates the members that may be allotted now
   * @param tried those that failed this request
   */
  of(host: string, candidates: readonly Member[], tried: ReadonlySet<Member> | undefined): readonly Member[] {
    const allotted = this.#allotted.get(host) ?? []
    const isAble = (member: Member): boolean => this.#farm.serves(member) && !tried?.has(member)
    if (allotted.length === this.#most && allotted.every(isAble)) return allotted
    const able = allotted.filter(isAble).slice(0, this.#most)
    while (able.length < this.#most) {
      const next = this.#nextOf(candidates.filter((member) => !able.includes(member)))
      if (next === undefined) break
      able.push(next)
    }
    if (able.length > 0) this.#allotted.set(host, able)
    return able
  }

  /** A request for the host went to one of its servers without being asked about here. */
  touch(host: string): void {
    this.#allotted.get(host)
  }
}
