// The NTLM handshake of a connection: the challenge that it was given, and the check of what answers it.

import type { X509Certificate } from 'node:crypto'
import {
  channelBindingOf,
  createChallenge,
  type NtlmAgreement,
  type NtlmVerdict,
  verifyAuthenticate,
} from '../../protocols/ntlm/index.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { ExtendedProtection } from '../../topology/schema/exchange.ts'
import type { Connection } from '../iis/http-server/server.ts'
import type { Accounts } from './accounts.ts'

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

/** Whom a Type 3 message has logged on, with what both sides agreed on. */
interface Verified {
  readonly kind: 'verified'
  readonly user: UserPlan
  readonly agreement: NtlmAgreement
}

export interface NtlmHandshakes {
  /** A Type 2 message for a Type 1; kept until it is answered or replaced. @throws ProtocolSyntaxError */
  challenge(connection: Connection, negotiate: Buffer): Buffer
  /** Checks a Type 3 message. The challenge is good for one answer. @throws ProtocolSyntaxError */
  verify(connection: Connection, authenticate: Buffer, protection: ExtendedProtection): Verified | Refusal
}

interface Handshake {
  readonly negotiate: Buffer
  readonly challenge: Buffer
}

const tokenChecking = { None: 'none', Allow: 'allow', Require: 'require' } as const

/** @param now milliseconds since 1970 on the lab's clock, for the challenge's timestamp */
export function createNtlmHandshakes(names: ServerNames, accounts: Accounts, now: () => number): NtlmHandshakes {
  const handshakes = new WeakMap<Connection, Handshake>()

  return {
    challenge(connection, negotiate) {
      const message = createChallenge({ negotiate, ...names, now: now() })
      handshakes.set(connection, { negotiate, challenge: message })
      return message
    },
    verify(connection, authenticate, protection) {
      const handshake = handshakes.get(connection)
      handshakes.delete(connection)
      if (handshake === undefined) {
        return { kind: 'refused', detail: 'an NTLM type 3 message came on a connection that was given no challenge' }
      }
      const certificate = protection === 'None' ? undefined : connection.certificate()
      const verdict = verifyAuthenticate({
        ...handshake,
        authenticate,
        passwordOf: (user, domain) => accounts.find(user, domain)?.password,
        tokenChecking: tokenChecking[protection],
        channelBinding: certificate && channelBindingOf(certificate.raw),
      })
      if (!verdict.ok) return refusal(verdict, protection, certificate)
      const user = accounts.find(verdict.user, verdict.domain)
      return user === undefined
        ? { kind: 'refused', detail: 'the account is gone' }
        : { kind: 'verified', user, agreement: verdict.agreement }
    },
  }
}

function refusal(
  { reason, domain, user }: Extract<NtlmVerdict, { ok: false }>,
  protection: ExtendedProtection,
  certificate: X509Certificate | undefined,
): Refusal {
  const name = `${domain}\\${user}`
  if (reason !== 'no-binding' && reason !== 'other-binding') {
    return { kind: 'refused', detail: `NTLM refused ${name}: ${reason}` }
  }
  const shown =
    certificate === undefined
      ? 'this server was reached over plain HTTP, without a TLS session of its own'
      : `this server showed ${certificateText(certificate)}`
  const token =
    reason === 'no-binding'
      ? 'the client sent no channel binding'
      : 'the channel binding of the client is of another TLS session'
  return {
    kind: 'refused',
    cause: 'extended-protection',
    detail: `Extended Protection (${protection}) refused ${name}: ${token}, and ${shown}`,
  }
}

/** `CN=mail.contoso.com (SHA-256 3f2a9c…)`. */
function certificateText({ subject, fingerprint256 }: X509Certificate): string {
  const fingerprint = fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 16)
  return `${(subject ?? '').replaceAll('\n', ', ')} (SHA-256 ${fingerprint}…)`
}
