// Windows authentication: NTLM, bare or within SPNEGO. It logs on the TCP connection, not the request (reference
// exchange-protocols.md section 3): the challenge is valid on the connection that got it, and after the third message the
// connection stays logged on, whoever writes on it. Proxies that share connections are found out by exactly that.
//
//   type 1 ──▶   401 + type 2     (the challenge is kept with the connection)
//   type 3 ──▶   the account, or 401 with fresh schemes

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
import type { Connection } from '../iis/http-server/server.ts'
import type { Accounts } from './accounts.ts'

type WindowsScheme = 'NTLM' | 'Negotiate'

type WindowsStep =
  /** The handshake goes on: 401 with this value of WWW-Authenticate and no other. */
  | { readonly kind: 'continue'; readonly header: string }
  /** Logged on; `header` is the server's last word, if the mechanism has one. */
  | { readonly kind: 'user'; readonly user: UserPlan; readonly header: string | undefined }
  | { readonly kind: 'refused'; readonly detail: string }

export interface WindowsLogOn {
  /** One message of the handshake. */
  step(connection: Connection, scheme: WindowsScheme, token: string): WindowsStep
  /** Whom the connection is logged on as. */
  userOf(connection: Connection): UserPlan | undefined
}

/** Names of a server as its challenges give them. */
export interface ServerNames {
  readonly netbiosComputer: string
  readonly netbiosDomain: string
  readonly dnsComputer: string
  readonly dnsDomain: string
}

interface Handshake {
  readonly negotiate: Buffer
  readonly challenge: Buffer
}

export function createWindowsLogOn(names: ServerNames, accounts: Accounts): WindowsLogOn {
  const handshakes = new WeakMap<Connection, Handshake>()
  const loggedOn = new WeakMap<Connection, UserPlan>()

  const challenge = (connection: Connection, negotiate: Buffer): Buffer => {
    const message = createChallenge({ negotiate, ...names })
    handshakes.set(connection, { negotiate, challenge: message })
    return message
  }

  const verify = (connection: Connection, authenticate: Buffer): UserPlan | string => {
    const handshake = handshakes.get(connection)
    handshakes.delete(connection)
    if (handshake === undefined) return 'an NTLM type 3 message came on a connection that was given no challenge'
    const passwordOf = (user: string, domain: string): string | undefined => accounts.find(user, domain)?.password
    const verdict = verifyAuthenticate({ ...handshake, authenticate, passwordOf })
    if (!verdict.ok) return `NTLM refused ${verdict.domain}\\${verdict.user}: ${verdict.reason}`
    return accounts.find(verdict.user, verdict.domain) ?? 'the account is gone'
  }

  const bare = (connection: Connection, scheme: WindowsScheme, message: Buffer): WindowsStep => {
    if (ntlmMessageType(message) === 1) {
      return { kind: 'continue', header: `${scheme} ${challenge(connection, message).toString('base64')}` }
    }
    const user = verify(connection, message)
    return typeof user === 'string' ? refused(user) : { kind: 'user', user, header: undefined }
  }

  const wrapped = (connection: Connection, bytes: Buffer): WindowsStep => {
    const answer = (token: Buffer): string => `Negotiate ${token.toString('base64')}`
    const { token, offersNtlm } = unwrapSpnego(bytes)
    if (!offersNtlm) return refused('Negotiate without NTLM among its mechanisms: the lab has no Kerberos')
    // The first token may be of another mechanism, sent on the chance that it is wanted (RFC 4178 section 4.2.1).
    if (token === undefined || !isNtlm(token)) {
      return { kind: 'continue', header: answer(wrapNegTokenResp(undefined, 'accept-incomplete')) }
    }
    if (ntlmMessageType(token) === 1) {
      return {
        kind: 'continue',
        header: answer(wrapNegTokenResp(challenge(connection, token), 'accept-incomplete')),
      }
    }
    const user = verify(connection, token)
    if (typeof user === 'string') return refused(user)
    return { kind: 'user', user, header: answer(wrapNegTokenResp(undefined, 'accept-completed')) }
  }

  return {
    step(connection, scheme, token) {
      // Whoever begins anew is no longer who he was.
      loggedOn.delete(connection)
      const bytes = Buffer.from(token, 'base64')
      try {
        const step =
          scheme === 'Negotiate' && isSpnego(bytes) ? wrapped(connection, bytes) : bare(connection, scheme, bytes)
        if (step.kind === 'user') loggedOn.set(connection, step.user)
        return step
      } catch (error) {
        if (error instanceof ProtocolSyntaxError) return refused(error.message)
        throw error
      }
    },
    userOf: (connection) => loggedOn.get(connection),
  }
}

function refused(detail: string): WindowsStep {
  return { kind: 'refused', detail }
}

function isNtlm(token: Buffer): boolean {
  return token.subarray(0, 8).equals(Buffer.from('NTLMSSP\0', 'latin1'))
}
