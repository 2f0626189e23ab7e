// The client's part of security within RPC (MS-RPCE 3.3.1.5.2): NTLM, bare or in SPNEGO, whose tokens go with the bind.
//
//   NTLM     bind (type 1) ◀─ bind_ack (type 2) ─▶ auth3 (type 3)
//   SPNEGO   bind (init)   ◀─ bind_ack          ─▶ alter_context (type 3) ◀─ alter_context_resp

import { authLevels, authTypes, isProtected, type ProtectionOptions } from '../../protocols/dcerpc/index.ts'
import {
  authenticate,
  createNegotiate,
  encodeMechTypes,
  mechanisms,
  NtlmSession,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from '../../protocols/ntlm/index.ts'
import type { Credentials } from '../types.ts'

/** How calls are protected. */
export const rpcSecurityLevels = ['none', 'connect', 'sign', 'seal'] as const
/** By which provider RPC logs on. */
export const rpcProviders = ['ntlm', 'negotiate'] as const

/** What RPC itself logs on with; HTTP's own log-on is another matter. */
export interface RpcSecurityOptions {
  readonly level: Exclude<(typeof rpcSecurityLevels)[number], 'none'>
  readonly provider: (typeof rpcProviders)[number]
  readonly account: Credentials
}

/** What is offered within SPNEGO. */
const mechTypes = encodeMechTypes([mechanisms.ntlm])

const levels = { connect: authLevels.connect, sign: authLevels.integrity, seal: authLevels.privacy } as const

/** One log-on. */
export class RpcClientSecurity {
  readonly #account: Credentials
  readonly #negotiate: Buffer
  readonly #isWrapped: boolean
  readonly #context: Omit<ProtectionOptions, 'session'>
  #session: NtlmSession | undefined

  constructor({ level, provider, account }: RpcSecurityOptions) {
    this.#account = account
    this.#isWrapped = provider === 'negotiate'
    const type = this.#isWrapped ? authTypes.negotiate : authTypes.ntlm
    this.#context = { type, level: levels[level], contextId: 1 }
    this.#negotiate = createNegotiate({ keyExchange: true, sign: true, seal: level === 'seal' })
  }

  /** Whether the last token wants an answer: it goes with alter_context then, else with auth3. */
  get hasAnswer(): boolean {
    return this.#isWrapped
  }

  /** A trailer with a token. */
  trailer(value: Buffer): Omit<ProtectionOptions, 'session'> & { readonly value: Buffer } {
    return { ...this.#context, value }
  }

  /** The token of the bind. */
  first(): Buffer {
    return this.#isWrapped ? wrapNegTokenInit(this.#negotiate) : this.#negotiate
  }

  /** The token after the server's. @throws ProtocolSyntaxError */
  last(answer: Buffer): Buffer {
    const challenge = this.#isWrapped ? (unwrapSpnego(answer).token ?? Buffer.alloc(0)) : answer
    const { user, domain, password } = this.#account
    const { message, agreement } = authenticate({ negotiate: this.#negotiate, challenge, user, domain, password })
    const session = new NtlmSession(agreement, 'client')
    this.#session = session
    return this.#isWrapped ? wrapNegTokenResp(message, undefined, session.sign(mechTypes)) : message
  }

  /** Whether the server's last token is in order. @throws ProtocolSyntaxError */
  confirm(answer: Buffer): boolean {
    const { state, mechListMic } = unwrapSpnego(answer)
    const session = this.#session
    if (session === undefined || state !== 'accept-completed' || mechListMic === undefined) return false
    const holds = session.verify(mechTypes, mechListMic)
    session.resetCiphers()
    return holds
  }

  /** What protects the calls; undefined at level connect. */
  get protection(): ProtectionOptions | undefined {
    if (this.#session === undefined || !isProtected(this.#context.level)) return undefined
    return { ...this.#context, session: this.#session }
  }
}
