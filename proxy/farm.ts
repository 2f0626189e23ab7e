import type { SecureContext } from 'node:tls'
import type { TlsMode } from '../base/trace.ts'
import type { FarmPlan } from '../topology/edge-plan.ts'
import { findByToken } from './affinity.ts'
import { type BalancedRequest, type Balancer, createBalancer } from './balance/index.ts'
import type { ServerRoute } from './connect-server.ts'
import { IdleServers } from './idle-servers.ts'
import { type Member, mayBeChosen } from './member.ts'
import { type ProxiedEnds, writeProxyHeader } from './proxy-protocol/index.ts'
import type { Ticker } from './ticker.ts'

/** What the choice of a server depends on. */
export interface ServerWish extends BalancedRequest {
  /** Affinity token that the client brought. */
  readonly token: string | undefined
}

/** What becomes of TLS on the way to the servers of a farm. */
export function modeOf({ passthrough, tls }: FarmPlan): TlsMode {
  return passthrough ? 'passthrough' : tls === undefined ? 'offload' : 'bridge'
}

/** A farm while the edge runs: its servers, who is next, and the connections at rest. */
export class Farm {
  readonly plan: FarmPlan
  readonly mode: TlsMode
  readonly members: readonly Member[]
  readonly idle: IdleServers
  /** What connections with TLS to its servers trust; undefined without TLS. */
  readonly context: SecureContext | undefined
  readonly #balancer: Balancer

  constructor(plan: FarmPlan, members: readonly Member[], context: SecureContext | undefined, ticker: Ticker) {
    this.plan = plan
    this.mode = modeOf(plan)
    this.members = members
    this.idle = new IdleServers(ticker)
    this.#balancer = createBalancer(plan.balance, { members, hashOn: plan.hashOn })
    this.context = context
  }

  /**
   * The server for a request: the one of its affinity token, or the balancer's; undefined when there is none.
   * @param not a member that was tried in vain
   */
  choose(wish: ServerWish, not?: Member): Member | undefined {
    const { token } = wish
    const bound = token === undefined ? undefined : findByToken(this.members, token)
    if (bound !== undefined && bound !== not) return bound
    return this.#balancer.choose(this.#candidates(not), wish)
  }

  /** The name that a server's certificate must hold when bridging: the plan's, or the host of the request. */
  serverName(host: string | undefined, member: Member): string | undefined {
    if (this.mode !== 'bridge') return undefined
    const named = this.plan.tls?.servername ?? host?.replace(/:\d*$/, '').replace(/^\[|\]$/g, '')
    return named === undefined || named === '' ? member.plan.endpoint.address : named.toLowerCase()
  }

  /** How to get to a member, in the name of this client. */
  route(member: Member, serverName: string | undefined, ends: ProxiedEnds): ServerRoute {
    const { context, mode } = this
    const { proxyProtocol } = this.plan
    const bridged = mode === 'bridge' && context !== undefined && serverName !== undefined
    return {
      endpoint: member.plan.endpoint,
      within: this.plan.timeouts.connect,
      preface: proxyProtocol === undefined ? undefined : writeProxyHeader(proxyProtocol, ends),
      tls: bridged ? { context, verify: this.plan.tls?.verify ?? true, serverName } : undefined,
    }
  }

  /** The members that a request which nothing binds may go to. */
  #candidates(not: Member | undefined): readonly Member[] {
    if (not === undefined && this.members.every(mayBeChosen)) return this.members
    return this.members.filter((member) => member !== not && mayBeChosen(member))
  }
}
