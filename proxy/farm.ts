import type { SecureContext } from 'node:tls'
import type { TlsMode } from '../base/trace.ts'
import type { FarmPlan } from '../topology/edge-plan.ts'
import { Affinity, type BoundRequest } from './affinity/index.ts'
import type { AffinityServers } from './affinity/servers.ts'
import { type Balancer, createBalancer } from './balance/index.ts'
import type { ServerRoute } from './connect-server.ts'
import { IdleServers } from './idle-servers.ts'
import { isDue, isPaused, noteFailure, noteSuccess } from './live-failures.ts'
import { isFull, type Member, mayBeChosen, mayServe, noteResponse } from './member.ts'
import { nameInHost } from './path/target.ts'
import { type ProxiedEnds, writeProxyHeader } from './proxy-protocol/index.ts'
import type { Ticker } from './ticker.ts'
import { WaitingLine } from './waiting-line.ts'

/** What becomes of TLS on the way to the servers of a farm. */
export function modeOf({ passthrough, tls }: FarmPlan): TlsMode {
  return passthrough ? 'passthrough' : tls === undefined ? 'offload' : 'bridge'
}

/** What a farm needs beside its plan. */
export interface FarmMaterial {
  /** What connections with TLS to its servers trust; undefined without TLS. */
  readonly context: SecureContext | undefined
  /** Signs its affinity cookie; undefined: the cookie is not signed. */
  readonly affinitySecret: string | undefined
}

/** A farm while the edge runs: its servers, who is next, and the connections at rest. */
export class Farm implements AffinityServers {
  readonly plan: FarmPlan
  readonly mode: TlsMode
  readonly members: readonly Member[]
  readonly idle: IdleServers
  /** What connections with TLS to its servers trust; undefined without TLS. */
  readonly context: SecureContext | undefined
  /** The requests that wait for one of its servers. */
  readonly line: WaitingLine
  /** Undefined when nothing binds clients to servers. */
  readonly affinity: Affinity | undefined
  readonly #ticker: Ticker
  readonly #balancer: Balancer

  /** @param previous the farm of that name before a reload */
  constructor(plan: FarmPlan, members: readonly Member[], material: FarmMaterial, ticker: Ticker, previous?: Farm) {
    const { context, affinitySecret } = material
    this.line = previous?.line ?? new WaitingLine(ticker)
    this.#ticker = ticker
    this.plan = plan
    this.mode = modeOf(plan)
    this.members = members
    this.idle = new IdleServers(ticker)
    this.#balancer = createBalancer(plan.balance, { members, hashOn: plan.hashOn })
    this.context = context
    if (plan.affinity !== undefined) this.affinity = new Affinity(plan, this, affinitySecret, previous?.affinity)
  }

  /**
   * The server for a request: the one that affinity binds it to, or the balancer's, among those in use that are not full.
   * Undefined when there is none; see `mayWait`.
   * @param tried those that failed this request
   */
  choose(request: BoundRequest, tried?: ReadonlySet<Member>): Member | undefined {
    const { affinity } = this
    if (affinity === undefined) return this.#balancer.choose(withRoom(this.#candidates(tried)), request)
    const { bound, open } = this.#options(affinity, request, tried)
    if (bound !== undefined) return isFull(bound) ? undefined : bound
    const chosen = this.#balancer.choose(withRoom(open), request)
    if (chosen !== undefined) affinity.bind(request, chosen)
    return chosen
  }

  /** Whether a server for the request is in use, if only it were not full. */
  mayWait(request: BoundRequest, tried?: ReadonlySet<Member>): boolean {
    if (this.affinity === undefined) return this.#candidates(tried).some(isFull)
    const { bound, open } = this.#options(this.affinity, request, tried)
    return bound !== undefined || open.some(isFull)
  }

  /** Whether a client that is bound to a member may go there. */
  serves(member: Member): boolean {
    return mayServe(member) && this.members.includes(member)
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

  /** The name that a server's certificate must hold when bridging: the plan's, or the host of the request. */
  serverName(host: string | undefined, member: Member): string | undefined {
    if (this.mode !== 'bridge') return undefined
    return this.plan.tls?.servername ?? (nameInHost(host) || member.plan.endpoint.address)
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

  /** The server that affinity binds a request to, else those that the balancer may choose from; full ones are among them. */
  #options(affinity: Affinity, request: BoundRequest, tried: ReadonlySet<Member> | undefined): Options {
    const candidates = this.#candidates(tried)
    const allotted = affinity.allotted(request, candidates, tried)
    const bound = affinity.bound(request, allotted, tried)
    return { bound, open: allotted === undefined ? candidates : within(allotted, candidates) }
  }

  /** The members that a request which nothing binds may go to, if they are not full. */
  #candidates(tried: ReadonlySet<Member> | undefined): readonly Member[] {
    if (tried === undefined && this.members.every(mayBeChosen)) return this.members
    const now = this.#ticker.now
    const found = this.members.filter((member) => !tried?.has(member) && (mayBeChosen(member) || isDue(member, now)))
    if (found.length > 0 || this.plan.failures === undefined) return found
    // Those that only live traffic has taken out: before a request is refused, they are tried.
    return this.members.filter((member) => !tried?.has(member) && isPaused(member))
  }
}

interface Options {
  readonly bound: Member | undefined
  readonly open: readonly Member[]
}

/** Those of the members that are not full. */
function withRoom(members: readonly Member[]): readonly Member[] {
  return members.some(isFull) ? members.filter((member) => !isFull(member)) : members
}

/** Those of a host's servers that may be chosen; when none of them may, all: the host is bound to them. */
function within(allotted: readonly Member[], candidates: readonly Member[]): readonly Member[] {
  const choosable = allotted.filter((member) => candidates.includes(member))
  return choosable.length === 0 ? allotted : choosable
}
