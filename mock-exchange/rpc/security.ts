// Security within RPC: NTLM, bare (type 10) or in SPNEGO (type 9), for one connection (MS-RPCE 3.3.1.5.2).
//
//   NTLM     bind (type 1) ─▶ bind_ack (type 2) ─▶ auth3 (type 3), no answer: a wrong password shows at the first request
//   SPNEGO   bind (init)   ─▶ bind_ack          ─▶ alter_context (type 3) ─▶ alter_context_resp, or a fault
//
// A connection may have several contexts, told apart by their id.

import { type AuthVerifier, authLevels, authTypes } from '../../protocols/dcerpc/index.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { createAccounts } from '../auth/accounts.ts'
import { netbiosNameOf } from '../exchange-server.ts'
import { type LogOnState, RpcLogOn } from './log-on.ts'
import type { RpcServer } from './types.ts'

/** Security contexts of one connection; clients have one, or one for each level. */
const most = 16

/** Why a token is not taken. */
export type SecurityRefusal = 'unknown-type' | 'refused'

/** A security context that a request came under. */
export interface RequestSecurity {
  readonly user: UserPlan
  /** `authLevels`. */
  readonly level: number
  /** Undefined where PDUs bear no signature. */
  readonly protection: LogOnState['protection']
}

export class RpcSecurity {
  readonly #logOns = new Map<number, RpcLogOn>()
  readonly #server: RpcServer
  readonly #http: UserPlan

  /** @param http who logged on over HTTP: the caller where RPC itself has no security */
  constructor(server: RpcServer, http: UserPlan) {
    this.#server = server
    this.#http = http
  }

  /**
   * Takes the token of a bind or alter_context.
   * @returns the token of the answer; undefined when none is due
   */
  accept(verifier: AuthVerifier): { readonly answer: AuthVerifier | undefined } | SecurityRefusal {
    const { type, level, contextId, value } = verifier
    if (type !== authTypes.ntlm && type !== authTypes.negotiate) return 'unknown-type'
    if (level < authLevels.connect || level > authLevels.privacy) return 'refused'
    const known = this.#logOns.get(contextId)
    if (known === undefined && this.#logOns.size >= most) return 'refused'
    const logOn = known ?? this.#begin(verifier)
    this.#logOns.set(contextId, logOn)
    if (logOn.type !== type || logOn.level !== level) return 'refused'
    const answer = logOn.step(value)
    if (answer === 'refused') return 'refused'
    return { answer: answer === undefined ? undefined : { type, level, contextId, value: answer } }
  }

  /** Takes the token of an auth3, to which nothing can be said. */
  complete(verifier: AuthVerifier | undefined): void {
    if (verifier === undefined) return
    const { contextId, type, level, value } = verifier
    const logOn = this.#logOns.get(contextId)
    if (logOn?.type === type && logOn.level === level) logOn.step(value)
  }

  /** Under which security a request comes; undefined when it may not come in. */
  of(verifier: AuthVerifier | undefined): RequestSecurity | undefined {
    if (verifier === undefined) return this.#withoutVerifier()
    const logOn = this.#logOns.get(verifier.contextId)
    return logOn?.state && { ...logOn.state, level: logOn.level }
  }

  /** At `connect` only the bind bears tokens. Without any security it is HTTP's log-on that counts. */
  #withoutVerifier(): RequestSecurity | undefined {
    if (this.#logOns.size === 0) return { user: this.#http, level: authLevels.none, protection: undefined }
    for (const { level, state } of this.#logOns.values()) {
      if (level === authLevels.connect && state !== undefined) return { ...state, level }
    }
    return undefined
  }

  #begin({ type, level, contextId }: AuthVerifier): RpcLogOn {
    const { plan, netbios, domain, users, clock } = this.#server
    const names = {
      netbiosComputer: netbiosNameOf(plan.fqdn),
      netbiosDomain: netbios,
      dnsComputer: plan.fqdn,
      dnsDomain: domain,
    }
    return new RpcLogOn({ type, level, contextId }, names, createAccounts(users, domain), clock.now)
  }
}
