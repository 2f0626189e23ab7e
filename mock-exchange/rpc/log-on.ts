// One log-on within RPC, from its first token to a user and to keys.

import { isProtected, type ProtectionOptions } from '../../protocols/dcerpc/index.ts'
import {
  canProtect,
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
import type { ServerNames } from '../auth/windows.ts'

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
  #handshake: { readonly negotiate: Buffer; readonly challenge: Buffer } | undefined
  #mechTypes: Buffer | undefined
  #over = false
  #state: LogOnState | undefined

  constructor({ type, level, contextId }: LogOnKind, names: ServerNames, accounts: Accounts) {
    this.type = type
    this.level = level
    this.#contextId = contextId
    this.#names = names
    this.#accounts = accounts
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
    const { token, offersNtlm, mechTypes, mechListMic } = unwrapSpnego(bytes)
    this.#mechTypes ??= mechTypes
    if (!offersNtlm) return 'refused'
    // The first token may be of another mechanism, sent on the chance that it is wanted (RFC 4178 section 4.2.1).
    if (token === undefined || !token.subarray(0, 8).equals(ntlmSignature)) {
      return wrapNegTokenResp(undefined, 'accept-incomplete')
    }
    if (ntlmMessageType(token) === 1) return wrapNegTokenResp(this.#challenge(token), 'accept-incomplete')
    const session = this.#finish(token)
    if (session === undefined) return 'refused'
    if (mechListMic === undefined || this.#mechTypes === undefined) {
      return wrapNegTokenResp(undefined, 'accept-completed')
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
    const challenge = createChallenge({ negotiate, ...this.#names })
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
    if (user === undefined || (isProtected(this.level) && !canProtect(verdict.agreement))) return undefined
    const session = new NtlmSession(verdict.agreement, 'server')
    const { type, level } = this
    const protection = isProtected(level) ? { session, type, level, contextId: this.#contextId } : undefined
    this.#state = { user, protection }
    return session
  }
}
