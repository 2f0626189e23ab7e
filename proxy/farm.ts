import type { SecureContext } from 'node:tls'
import type { TlsMode } from '../base/trace.ts'
import type { FarmPlan } from '../topology/lab-plan.ts'
import { findByToken } from './affinity.ts'
import { type Balancer, createBalancer } from './balance/index.ts'
import type { ServerRoute } from './connect-server.ts'
import { IdleServers } from './idle-servers.ts'
import type { Member } from './member.ts'
import { serverTlsContext } from './server-tls.ts'
import type { Ticker } from './ticker.ts'

/** What the choice of a server depends on. */
export interface ServerWish {
  readonly clientAddress: string
  /** Affinity token that the client brought. */
  readonly token: string | undefined
  /** A member that was tried in vain. */
  readonly not?: Member | undefined
}

/** A farm while the edge runs: its servers, who is next, and the connections at rest. */
export class Farm {
  readonly plan: FarmPlan
  readonly mode: TlsMode
  readonly members: readonly Member[]
  readonly idle: IdleServers
  /** What connections with TLS to its servers trust. */
  readonly context: SecureContext | undefined
  readonly #balancer: Balancer

  /**
   * @param authorities PEM authorities to trust when bridging; the system's own when undefined
   * @throws what X509Certificate says of an authority that is none
   */
  constructor(plan: FarmPlan, members: readonly Member[], authorities: readonly string[] | undefined, ticker: Ticker) {
    this.plan = plan
    this.mode = plan.passthrough ? 'passthrough' : plan.tls === undefined ? 'offload' : 'bridge'
    this.members = members
    this.idle = new IdleServers(ticker)
    this.#balancer = createBalancer(plan.balance)
    // Through a passthrough farm clients speak TLS themselves; its probes do in their stead.
    this.context = this.mode === 'offload' ? undefined : serverTlsContext(authorities)
  }

  /** The healthy server for a request: the one of its affinity token, or the balancer's; undefined when there is none. */
  choose({ clientAddress, token, not }: ServerWish): Member | undefined {
    const bound = token === undefined ? undefined : findByToken(this.members, token)
    if (bound !== undefined && bound !== not) return bound
    const candidates = this.members.filter((member) => member.healthy && member !== not)
    return this.#balancer.choose(candidates, { clientAddress })
  }

  /** The name that a server's certificate must hold when bridging: the plan's, or the host of the request. */
  serverName(host: string | undefined, member: Member): string | undefined {
    if (this.mode !== 'bridge') return undefined
    const named = this.plan.tls?.servername ?? host?.replace(/:\d*$/, '').replace(/^\[|\]$/g, '')
    return named === undefined || named === '' ? member.plan.endpoint.address : named.toLowerCase()
  }

  /** How to get to a member. */
  route(member: Member, serverName: string | undefined): ServerRoute {
    const { context, mode } = this
    const bridged = mode === 'bridge' && context !== undefined && serverName !== undefined
    return {
      endpoint: member.plan.endpoint,
      within: this.plan.timeouts.connect,
      tls: bridged ? { context, verify: this.plan.tls?.verify ?? true, serverName } : undefined,
    }
  }
}
