import type { SecureContext } from 'node:tls'
import type { TlsMode } from '../base/trace.ts'
import type { FarmPlan } from '../topology/edge-plan.ts'
import { findByToken } from './affinity.ts'
import { type Balancer, createBalancer } from './balance/index.ts'
import type { ServerRoute } from './connect-server.ts'
import { IdleServers } from './idle-servers.ts'
import { isDue, isPaused, noteFailure, noteSuccess } from './live-failures.ts'
import { isFull, type Member, noteResponse, takesBound } from './member.ts'
import { type ProxiedEnds, writeProxyHeader } from './proxy-protocol/index.ts'
import type { Ticker } from './ticker.ts'
import { WaitingLine } from './waiting-line.ts'

/** What the choice of a server depends on. */
export interface ServerWish {
  readonly clientAddress: string
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
  /** The requests that wait for one of its servers. */
  readonly line: WaitingLine
  readonly #ticker: Ticker
  readonly #balancer: Balancer

  /** @param line of the same farm before a reload */
  constructor(
    plan: FarmPlan,
    members: readonly Member[],
    context: SecureContext | undefined,
    ticker: Ticker,
    line: WaitingLine = new WaitingLine(ticker),
  ) {
    this.plan = plan
    this.line = line
    this.#ticker = ticker
    this.mode = modeOf(plan)
    this.members = members
    this.idle = new IdleServers(ticker)
    this.#balancer = createBalancer(plan.balance)
    this.context = context
  }

  /**
   * The server for a request: the one of its affinity token, or the balancer's, among those in use that are not full.
   * Undefined when there is none; see `mayWait`.
   * @param tried those that failed this request
   */
  choose({ clientAddress, token }: ServerWish, tried?: ReadonlySet<Member>): Member | undefined {
    const bound = this.#boundTo(token, tried)
    if (bound !== undefined) return isFull(bound) ? undefined : bound
    const heedless = this.#ignoresHealth()
    const candidates = this.members.filter(
      (member) => !tried?.has(member) && this.#takesNew(member, heedless) && !isFull(member),
    )
    const nobody = candidates.length === 0 && this.plan.failures !== undefined && !this.mayWait({ token }, tried)
    return this.#balancer.choose(nobody ? this.#lastResort(tried) : candidates, { clientAddress })
  }

  /** Whether a server for the request is in use, if only it were not full. */
  mayWait({ token }: Pick<ServerWish, 'token'>, tried?: ReadonlySet<Member>): boolean {
    if (this.#boundTo(token, tried) !== undefined) return true
    const heedless = this.#ignoresHealth()
    return this.members.some((member) => !tried?.has(member) && isFull(member) && this.#takesNew(member, heedless))
  }

  /** Whether a client that is bound to a member may go there. */
  serves(member: Member): boolean {
    return takesBound(member) && (member.healthy || this.#ignoresHealth()) && this.members.includes(member)
  }

  /** Takes note of an answer of a member. @param milliseconds until its first byte */
  answered(member: Member, status: number, milliseconds: number): void {
    noteResponse(member, milliseconds)
    if (this.plan.failures?.status.includes(status)) this.failedAt(member, `it answered ${status}`)
    else noteSuccess(member)
  }

  /** Takes note that a request, or a connection for one, failed at a member. */
  failedAt(member: Member, what: string): void {
    noteFailure(this.plan, this.members, member, what, this.#ticker.now)
  }

  #boundTo(token: string | undefined, tried: ReadonlySet<Member> | undefined): Member | undefined {
    const bound = token === undefined ? undefined : findByToken(this.members, token)
    return bound !== undefined && this.serves(bound) && !tried?.has(bound) ? bound : undefined
  }

  #takesNew(member: Member, heedless: boolean): boolean {
    return member.state === 'available' && (member.healthy || heedless || isDue(member, this.#ticker.now))
  }

  /** Those that only live traffic has taken out: before a request is refused, they are tried. */
  #lastResort(tried: ReadonlySet<Member> | undefined): Member[] {
    return this.members.filter(
      (member) => !tried?.has(member) && member.state === 'available' && isPaused(member) && !isFull(member),
    )
  }

  /** ARR's minimum number of servers: under it, all are used. */
  #ignoresHealth(): boolean {
    const { minimumServers } = this.plan
    if (minimumServers === 0) return false
    let healthy = 0
    for (const member of this.members) if (member.healthy && member.state === 'available') healthy++
    return healthy < minimumServers
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
}
