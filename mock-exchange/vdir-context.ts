import type { FastifyRequest } from 'fastify'
import type { UserPlan } from '../topology/lab-plan.ts'
import type { VdirName } from '../topology/schema/exchange.ts'
import type { ExchangeServer } from './exchange-server.ts'
import type { Origin } from './relay/headers.ts'
import type { VdirContext } from './vdirs/types.ts'

/** What differs between the sites. */
export interface SiteView {
  identityOf(request: FastifyRequest): UserPlan | undefined
  originOf(request: FastifyRequest): Origin
  /** Pool that serves a vdir on that site. */
  readonly pools: Readonly<Record<VdirName, string>>
}

/** A server as the protocol modules see it from one of its sites. */
export function createVdirContext(server: ExchangeServer, view: SiteView): VdirContext {
  const { plan, surroundings, configuration } = server
  return {
    plan,
    clock: surroundings.clock,
    dial: surroundings.dial,
    trust: surroundings.trust,
    users: surroundings.users,
    domain: surroundings.domain,
    netbios: surroundings.netbios,
    servers: [...server.setup.mailboxServers].map(([host, { fqdn }]) => ({ host, fqdn })),
    organisation: surroundings.organisation,
    activeSync: surroundings.activeSync,
    settings: configuration.settings,
    outlookAnywhere: configuration.outlookAnywhere,
    identityOf: view.identityOf,
    originOf: view.originOf,
    signalOf: (vdir) => server.pools.signalOf(view.pools[vdir]),
    noteHeld(request) {
      const requestId = request.headers['client-request-id']?.toString()
      if (requestId !== undefined) surroundings.held(requestId)
    },
    frontEndKey: server.frontEndKey,
  }
}
