import type { EdgePlan } from '../topology/edge-plan.ts'
import type { Incoming } from './incoming.ts'
import type { TrustedAddresses } from './trusted-addresses.ts'

/** The limit that a connection would go beyond. */
export type ConnectionLimit = 'connections' | 'connectionsPerClient'

/** What the count is held against: limits of the plan, and whom those by address do not meet. */
interface Limits {
  readonly plan: Pick<EdgePlan, 'limits'>
  readonly trusted: TrustedAddresses
}

/** Counts the connections of clients, all of them and by address, against the limits of the plan. */
export class ClientCount {
  #all = 0
  readonly #byAddress = new Map<string, number>()

  /** Counts a connection until it closes; or says which limit it would go beyond, and leaves it uncounted. */
  enter(incoming: Incoming, { plan, trusted }: Limits): ConnectionLimit | undefined {
    const { connections, connectionsPerClient } = plan.limits
    const { address } = incoming.client
    if (this.#all >= connections) return 'connections'
    const standing = this.#byAddress.get(address) ?? 0
    // A proxy in front brings the clients of the whole world.
    const limited = connectionsPerClient !== undefined && !trusted.has(address)
    if (limited && standing >= connectionsPerClient) return 'connectionsPerClient'
    this.#all++
    // By address also where no limit is set: a reload may set one.
    this.#byAddress.set(address, standing + 1)
    incoming.raw.once('close', () => this.#leave(address))
    return undefined
  }

  #leave(address: string): void {
    this.#all--
    const standing = (this.#byAddress.get(address) ?? 1) - 1
    if (standing === 0) this.#byAddress.delete(address)
    else this.#byAddress.set(address, standing)
  }
}
