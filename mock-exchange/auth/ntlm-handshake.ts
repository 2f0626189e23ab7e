// The NTLM handshake of a connection: the challenge that it was given, and the check of what answers it.

import {
  channelBindingOf,
  createChallenge,
  type NtlmAgreement,
  verifyAuthenticate,
} from '../../protocols/ntlm/index.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { Connection } from '../iis/http-server/server.ts'
import type { Accounts } from './accounts.ts'
import type { BoundLogOn } from './extended-protection.ts'

/** Names of a server as its challenges give them. */
export interface ServerNames {
  readonly netbiosComputer: string
  readonly netbiosDomain: string
  readonly dnsComputer: string
  readonly dnsDomain: string
}

/** Why nobody is logged on. */
export interface Refusal {
  readonly kind: 'refused'
  readonly detail: string
  /** Told when it was Extended Protection. */
  readonly cause?: 'extended-protection'
}

/** Whom a Type 3 message has logged on, with what both sides agreed on; Extended Protection is still to be asked. */
export interface Verified extends BoundLogOn {
  readonly kind: 'verified'
  readonly user: UserPlan
  readonly agreement: NtlmAgreement
}

export interface NtlmHandshakes {
  /** A Type 2 message for a Type 1; kept until it is answered or replaced. @throws ProtocolSyntaxError */
  challenge(connection: Connection, negotiate: Buffer): Buffer
  /** Checks a Type 3 message. The challenge is good for one answer. @throws ProtocolSyntaxError */
  verify(connection: Connection, authenticate: Buffer): Verified | Refusal
}

interface Handshake {
  readonly negotiate: Buffer
  readonly challenge: Buffer
}

/** @param now milliseconds since 1970 on the lab's clock, for the challenge's timestamp */
export function createNtlmHandshakes(names: ServerNames, accounts: Accounts, now: () => number): NtlmHandshakes {
  const handshakes = new WeakMap<Connection, Handshake>()

  return {
    challenge(connection, negotiate) {
      const message = createChallenge({ negotiate, ...names, now: now() })
      handshakes.set(connection, { negotiate, challenge: message })
      return message
    },
    verify(connection, authenticate) {
      const handshake = handshakes.get(connection)
      handshakes.delete(connection)
      if (handshake === undefined) {
        return { kind: 'refused', detail: 'an NTLM type 3 message came on a connection that was given no challenge' }
      }
      const certificate = connection.certificate()
      const verdict = verifyAuthenticate({
        ...handshake,
        authenticate,
        passwordOf: (user, domain) => accounts.find(user, domain)?.password,
        channelBinding: certificate && channelBindingOf(certificate.raw),
      })
      const name = `${verdict.domain}\\${verdict.user}`
      if (!verdict.ok) return { kind: 'refused', detail: `NTLM refused ${name}: ${verdict.reason}` }
      const { agreement, binding } = verdict
      const user = accounts.find(verdict.user, verdict.domain)
      return user === undefined
        ? { kind: 'refused', detail: 'the account is gone' }
        : { kind: 'verified', user, agreement, name, binding, certificate }
    },
  }
}
