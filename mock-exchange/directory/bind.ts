// Logging on to the directory: a password in clear, NTLM within SPNEGO, which is what Windows uses, or NTLM by itself
// (Sicily, [MS-ADTS] 5.1.1.1.3).

import { type BindRequest, type LdapOutcome, ldapResult } from '../../protocols/ldap/index.ts'
import {
  createChallenge,
  isSpnego,
  ntlmMessageType,
  unwrapSpnego,
  verifyAuthenticate,
  wrapNegTokenResp,
} from '../../protocols/ntlm/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { type Accounts, splitAccountName } from '../auth/accounts.ts'

/** Names of the domain controller as its challenges give them. */
export interface ControllerNames {
  readonly netbiosComputer: string
  readonly netbiosDomain: string
  readonly dnsComputer: string
  readonly dnsDomain: string
}

export type BindResult = { readonly outcome: LdapOutcome; readonly user?: UserPlan | undefined }

/** Texts of Active Directory, on which administrators search the web. */
const wrongPassword: LdapOutcome = {
  code: ldapResult.invalidCredentials,
  message: '80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 52e, v2580',
}

/** The log-on of one connection, which may take several messages. */
export class BindSession {
  readonly #names: ControllerNames
  readonly #accounts: Accounts
  #handshake: { readonly negotiate: Buffer; readonly challenge: Buffer } | undefined

  constructor(names: ControllerNames, accounts: Accounts) {
    this.#names = names
    this.#accounts = accounts
  }

  /** One bind. `user` is who is logged on from now on; undefined for nobody. */
  step({ version, name, method }: BindRequest): BindResult {
    if (version !== 3) return { outcome: { code: ldapResult.protocolError, message: 'LDAP v3 is spoken here' } }
    if (method.kind === 'simple') return this.#simple(name, method.password)
    if (method.kind === 'sicily') return this.#sicily(method.step, method.token)
    if (method.kind === 'sasl' && method.mechanism === 'GSS-SPNEGO') return this.#negotiate(method.credentials)
    return { outcome: { code: ldapResult.authMethodNotSupported, message: 'simple or GSS-SPNEGO' } }
  }

  #simple(name: string, password: string): BindResult {
    // RFC 4513 section 5.1.2: without a password nobody is meant.
    if (password === '') return { outcome: { code: ldapResult.success } }
    const commonName = /^CN=((?:\\.|[^,\\])+),/i.exec(name)?.[1]?.replace(/\\(.)/g, '$1')
    const { user, domain } = splitAccountName(name)
    const account =
      commonName === undefined
        ? this.#accounts.check(user, domain, password)
        : this.#accounts.named(commonName, password)
    return account === undefined ? { outcome: wrongPassword } : { outcome: { code: ldapResult.success }, user: account }
  }

  #sicily(step: 'discovery' | 'token', token: Buffer): BindResult {
    if (step === 'discovery') return { outcome: { code: ldapResult.success, sicilyCredentials: Buffer.from('NTLM') } }
    try {
      if (ntlmMessageType(token) === 1) {
        return { outcome: { code: ldapResult.success, sicilyCredentials: this.#challenge(token) } }
      }
      const user = this.#verify(token)
      return user === undefined ? { outcome: wrongPassword } : { outcome: { code: ldapResult.success }, user }
    } catch (error) {
      if (error instanceof ProtocolSyntaxError) return { outcome: wrongPassword }
      throw error
    }
  }

  #challenge(negotiate: Buffer): Buffer {
    const challenge = createChallenge({ negotiate, ...this.#names })
    this.#handshake = { negotiate, challenge }
    return challenge
  }

  #negotiate(credentials: Buffer): BindResult {
    try {
      const wrapped = isSpnego(credentials)
      const token = wrapped ? unwrapSpnego(credentials).token : credentials
      if (token === undefined) return { outcome: wrongPassword }
      if (ntlmMessageType(token) === 1) {
        const challenge = this.#challenge(token)
        const saslCredentials = wrapped ? wrapNegTokenResp(challenge, 'accept-incomplete') : challenge
        return { outcome: { code: ldapResult.saslBindInProgress, saslCredentials } }
      }
      const user = this.#verify(token)
      if (user === undefined) return { outcome: wrongPassword }
      const saslCredentials = wrapped ? wrapNegTokenResp(undefined, 'accept-completed') : undefined
      return { outcome: { code: ldapResult.success, saslCredentials }, user }
    } catch (error) {
      if (error instanceof ProtocolSyntaxError) return { outcome: wrongPassword }
      throw error
    }
  }

  #verify(authenticate: Buffer): UserPlan | undefined {
    const handshake = this.#handshake
    this.#handshake = undefined
    if (handshake === undefined) return undefined
    const verdict = verifyAuthenticate({
      ...handshake,
      authenticate,
      passwordOf: (user, domain) => this.#accounts.find(user, domain)?.password,
    })
    return verdict.ok ? this.#accounts.find(verdict.user, verdict.domain) : undefined
  }
}
