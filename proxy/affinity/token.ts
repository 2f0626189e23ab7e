// The value of an affinity cookie: what stands for a server, without showing it.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Member } from '../member.ts'
import { RecentMap } from './recent-map.ts'

// Signed tokens differ by host, and a rule for any host lets clients name what they like.
const mostHosts = 1_000

/**
 * The tokens of a farm's members.
 *
 *   without a secret   SHA-256 over farm, server and address: who knows these can work it out, so it must not be taken for a
 *                      secret, and it may be carried from host to host
 *   with a secret      HMAC-SHA-256 over farm, server, address and host name (RFC 2104): only who has the secret makes one
 *
 * They are the same after a restart, and on every edge with the same farm and secret, for clients keep them.
 */
export class AffinityTokens {
  readonly #members: readonly Member[]
  readonly #secret: string | undefined
  readonly #byHost = new RecentMap<readonly Buffer[]>(mostHosts, Number.POSITIVE_INFINITY)

  constructor(members: readonly Member[], secret: string | undefined) {
    this.#members = members
    this.#secret = secret
  }

  /** The token that binds clients of a host to a member: 64 hexadecimal digits. */
  of(member: Member, host: string): string {
    return this.#ofHost(host)[this.#members.indexOf(member)]?.toString('hex') ?? ''
  }

  /**
   * The member that a token stands for; undefined when it stands for none. How long it takes tells nothing of the tokens.
   * @param token 64 hexadecimal digits
   */
  find(token: string, host: string): Member | undefined {
    const given = Buffer.from(token, 'hex')
    const tokens = this.#ofHost(host)
    let found: Member | undefined
    for (const [index, member] of this.#members.entries()) {
      const own = tokens[index]
      if (own !== undefined && timingSafeEqual(own, given)) found = member
    }
    return found
  }

  /** The tokens in the order of the members. */
  #ofHost(host: string): readonly Buffer[] {
    const key = this.#secret === undefined ? '' : host
    let tokens = this.#byHost.get(key)
    if (tokens === undefined) {
      tokens = this.#members.map((member) => this.#make(member, host))
      this.#byHost.set(key, tokens)
    }
    return tokens
  }

  #make({ farm, plan: { name, endpoint } }: Member, host: string): Buffer {
    const identity = [farm, name, endpoint.address, endpoint.port]
    if (this.#secret === undefined) return createHash('sha256').update(JSON.stringify(identity)).digest()
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify([...identity, host]))
      .digest()
  }
}
