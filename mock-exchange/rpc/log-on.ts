// One log-on within RPC, from its first token to a user and to keys.

import { isProtected, type ProtectionOptions } from '../../protocols/dcerpc/index.ts'
import {
  canSign,
  createChallenge,
  isSpnego,
  NtlmSession,
  ntlmMessageType,
  unwrapSpnego,
  verifyAuthenticate,
  wrapNegTokenResp,
} from '../../protocols/ntlm/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { ServerNames } from '../auth/ntlm-handshake.ts'

/** Which context, by which provider, at which level. */
export type LogOnKind = Pick<ProtectionOptions, 'type' | 'level' | 'contextId'>

/** A log-on that succeeded. */
export interface LogOnState {
  readonly user: UserPlan
  /** Absent at level connect. */
  readonly protection: ProtectionOptions | undefined
}

const ntlmSignature = Buffer.from('NTLMSSP\0', 'latin1')

export class RpcLogOn {
  readonly type: number
  readonly level: number
  readonly #contextId: number
  readonly #names: ServerNames
  readonly #accounts: Accounts
  readonly #now: () => number
  #handshake: { readonly negotiate: Buffer; readonly challenge: Buffer } | undefined
  #mechTypes: Buffer | undefined
  /** NTLM was not the client's first choice, so that its MIC is due (RFC 4178 section 5). */
  #micDue = false
  #over = false
  #state: LogOnState | undefined

  /** @param now of the server's clock, milliseconds since 1970 */
  constructor({ type, level, contextId }: LogOnKind, names: ServerNames, accounts: Accounts, now: () => number) {
    this.type = type
    this.level = level
    this.#contextId = contextId
    this.#names = names
    this.#accounts = accounts
    this.#now = now
  }

  /** Undefined while it goes on, and when it failed. */
  get state(): LogOnState | undefined {
    return this.#state
  }

  /** Takes the client's next token, and gives the answer; undefined when there is nothing more to say. */
  step(token: Buffer): Buffer | undefined | 'refused' {
    // Whoever is logged on, or was refused, does not begin again: keys in use would change between two PDUs.
    if (this.#over) return 'refused'
    try {
      return isSpnego(token) ? this.#wrapped(token) : this.#bare(token)
    } catch (error) {
      if (!(error instanceof ProtocolSyntaxError)) throw error
      this.#over = true
      return 'refused'
    }
  }

  #bare(token: Buffer): Buffer | undefined | 'refused' {
    if (ntlmMessageType(token) === 1) return this.#challenge(token)
    return this.#finish(token) === undefined ? 'refused' : undefined
  }

  #wrapped(bytes: Buffer): Buffer | 'refused' {
    const { kind, token, offersNtlm, prefersNtlm, mechTypes, mechListMic } = unwrapSpnego(bytes)
    if (!offersNtlm) return 'refused'
    const first = kind === 'init'
    if (first) {
      this.#mechTypes = mechTypes
      this.#micDue = !prefersNtlm
    }
    // The first token may be of another mechanism, sent on the chance that it is wanted (RFC 4178 section 4.2.1).
    if (token === undefined || !token.subarray(0, 8).equals(ntlmSignature)) {
      return wrapNegTokenResp(undefined, prefersNtlm ? 'accept-incomplete' : 'request-mic')
    }
    if (ntlmMessageType(token) === 1) {
      const state = first && !prefersNtlm ? 'request-mic' : 'accept-incomplete'
      return wrapNegTokenResp(this.#challenge(token), state, undefined, first)
    }
    const session = this.#finish(token)
    if (session === undefined) return 'refused'
    if (mechListMic === undefined || this.#mechTypes === undefined) {
      if (!this.#micDue) return wrapNegTokenResp(undefined, 'accept-completed')
      this.#state = undefined
      return 'refused'
    }
    if (!session.verify(this.#mechTypes, mechListMic)) {
      this.#state = undefined
      return 'refused'
    }
    const mic = session.sign(this.#mechTypes)
    session.resetCiphers()
    return wrapNegTokenResp(undefined, 'accept-completed', mic)
  }

  #challenge(negotiate: Buffer): Buffer {
    const challenge = createChallenge({ negotiate, ...this.#names, now: this.#now() })
    this.#handshake = { negotiate, challenge }
    return challenge
  }

  /** Checks a type 3 message; undefined when nobody is logged on by it. */
  #finish(authenticate: Buffer): NtlmSession | undefined {
    this.#over = true
    if (this.#handshake === undefined) return undefined
    const passwordOf = (user: string, domain: string): string | undefined => this.#accounts.find(user, domain)?.password
    const verdict = verifyAuthenticate({ ...this.#handshake, authenticate, passwordOf })
    if (!verdict.ok) return undefined
    const user = this.#accounts.find(verdict.user, verdict.domain)
    if (user === undefined || (isProtected(this.level) && !canSign(verdict.agreement))) return undefined
    const session = new NtlmSession(verdict.agreement, 'server')
    const { type, level } = this
    const protection = isProtected(level) ? { session, type, level, contextId: this.#contextId } : undefined
    this.#state = { user, protection }
    return session
  }
}
