// The Exchange servers of one organisation, as its administrators see them: any server's admin center manages all.

import type { Clock } from '../../base/clock.ts'
import type { ExchangePlan } from '../../topology/lab-plan.ts'
import type { Configuration } from '../iis/configuration.ts'

/** A server under management. What is set is in effect after a recycle of the right pool or an iisreset. */
export interface ManagedServer {
  readonly plan: ExchangePlan
  readonly configuration: Pick<
    Configuration,
    'settings' | 'asSet' | 'setVdir' | 'outlookAnywhere' | 'outlookAnywhereAsSet' | 'setOutlookAnywhere'
  >
  /** @throws BH_ERR_NO_SUCH_POOL */
  recycle(pool: string): void
  iisreset(): void
}

// Each lab has one clock of its own, shared by all its servers: the clock stands for the lab here.
const organisations = new WeakMap<Clock, Set<ManagedServer>>()

/** Makes a server known to the organisation; the answer takes it out again. */
export function joinOrganisation(clock: Clock, server: ManagedServer): () => void {
  const servers = organisations.get(clock) ?? new Set<ManagedServer>()
  organisations.set(clock, servers.add(server))
  return () => {
    servers.delete(server)
  }
}

/** The running servers of a lab, by name. */
export function managedServers(clock: Clock): readonly ManagedServer[] {
  return [...(organisations.get(clock) ?? [])].sort((a, b) => a.plan.host.localeCompare(b.plan.host, 'en'))
}
