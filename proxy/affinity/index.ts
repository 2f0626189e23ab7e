// What keeps clients on their servers.
//
//   request ── host name ──> the servers allotted to the host, or all
//                 └── cookie ──> the first one that it stands for ┐
//                 └── source ──> the one bound to the address     ├─ that can serve; else the balancer chooses, and
//                                                                 ┘  the client is bound anew

import type { RawHeaders } from '../../http1/index.ts'
import type { FarmPlan } from '../../topology/edge-plan.ts'
import type { BalancedRequest } from '../balance/index.ts'
import { plainAddress } from '../ip-address.ts'
import type { Member } from '../member.ts'
import { nameInHost } from '../path/target.ts'
import { affinityCookie, readTokens } from './cookie.ts'
import { HostServers } from './host-servers.ts'
import type { AffinityServers } from './servers.ts'
import { SourceServers } from './source-servers.ts'
import { AffinityTokens } from './token.ts'

/** What affinity goes by. */
export interface BoundRequest extends BalancedRequest {
  /** The Host field, or the name in the hello of TLS that is passed through. */
  readonly host: string | undefined
  /** Affinity tokens that the client brought, by `readTokens`. */
  readonly tokens: readonly string[]
}

const noTokens: readonly string[] = []

/** The affinity of one farm. */
export class Affinity {
  readonly #farm: AffinityServers
  readonly #cookie: { readonly name: string; readonly tokens: AffinityTokens } | undefined
  readonly #hosts: HostServers | undefined
  readonly #sources: SourceServers | undefined

  /**
   * @param plan a farm that has an affinity
   * @param secret signs the cookie
   * @param previous that of the farm before a reload
   * @throws Error when the plan has a secret that is not given: the cookie must not go out unsigned
   */
  constructor(plan: FarmPlan, farm: AffinityServers, secret: string | undefined, previous?: Affinity) {
    this.#farm = farm
    const { cookie, hostName, source } = plan.affinity ?? {}
    if (cookie !== undefined) {
      const signed = cookie.secret !== undefined || cookie.secretFile !== undefined
      if (signed && secret === undefined) throw new Error(`The affinity secret of farm ${plan.name} was not read.`)
      this.#cookie = { name: cookie.name, tokens: new AffinityTokens(farm.members, secret) }
    }
    const before = previous === undefined ? {} : { hosts: previous.#hosts, sources: previous.#sources }
    if (hostName !== undefined) this.#hosts = new HostServers(farm, hostName, before.hosts)
    if (source !== undefined) this.#sources = new SourceServers(source, before.sources)
  }

  /** The affinity tokens that a request brings. */
  read(headers: RawHeaders): readonly string[] {
    return this.#cookie === undefined ? noTokens : readTokens(headers, this.#cookie.name)
  }

  /**
   * The servers that the host of a request is bound to; undefined when it may go to any.
   * @param candidates the members that may be chosen now
   * @param tried those that failed this request
   */
  allotted(
    request: BoundRequest,
    candidates: readonly Member[],
    tried: ReadonlySet<Member> | undefined,
  ): readonly Member[] | undefined {
    return this.#hosts?.of(nameInHost(request.host), candidates, tried)
  }

  /**
   * The member that the client of a request is bound to, if it can serve it.
   * @param allotted the servers that the request may go to; undefined: any
   * @param tried those that failed this request
   */
  bound(
    request: BoundRequest,
    allotted: readonly Member[] | undefined,
    tried: ReadonlySet<Member> | undefined,
  ): Member | undefined {
    const isAble = (member: Member | undefined): boolean =>
      member !== undefined &&
      this.#farm.serves(member) &&
      !tried?.has(member) &&
      (allotted === undefined || allotted.includes(member))
    if (this.#cookie !== undefined && request.tokens.length > 0) {
      const host = nameInHost(request.host)
      for (const token of request.tokens) {
        const member = this.#cookie.tokens.find(token, host)
        if (isAble(member)) return member
      }
    }
    const member = this.#sources?.of(this.#clientOf(request))
    return isAble(member) ? member : undefined
  }

  /** Binds the client of a request to the member that it goes to. A cookie comes with the answer: `setCookie`. */
  bind(request: BoundRequest, member: Member): void {
    this.#sources?.bind(this.#clientOf(request), member)
  }

  /** A request goes to a member without having been asked about: over a connection that is the client's own. */
  touch(request: BoundRequest): void {
    this.#hosts?.touch(nameInHost(request.host))
    this.#sources?.of(this.#clientOf(request))
  }

  /** The Set-Cookie value that binds a client to a member; undefined when it has a cookie that does, or needs none. */
  setCookie(request: BoundRequest, member: Member, secure: boolean): string | undefined {
    if (this.#cookie === undefined) return undefined
    const { name, tokens } = this.#cookie
    const host = nameInHost(request.host)
    if (request.tokens.some((token) => tokens.find(token, host) === member)) return undefined
    return affinityCookie(name, tokens.of(member, host), { host: request.host, secure })
  }

  /** A client, to be told from others; one host's from another's where hosts have servers of their own. */
  #clientOf({ clientAddress, host }: BoundRequest): string {
    const address = plainAddress(clientAddress)
    return this.#hosts === undefined ? address : `${address} ${nameInHost(host)}`
  }
}
