// AUTH NTLM ([MS-SMTPNTLM]): three messages in Base64, on one connection.
//
//   AUTH NTLM ─▶ 334 NTLM supported      Type 1 ─▶ 334 Type 2      Type 3 ─▶ 235 or 535

import { createChallenge, verifyAuthenticate } from '../../protocols/ntlm/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { Accounts } from '../auth/accounts.ts'

/** Names of a server as its challenges give them. */
export interface NtlmNames {
  readonly netbiosComputer: string
  readonly netbiosDomain: string
  readonly dnsComputer: string
  readonly dnsDomain: string
}

/** A log-on that is begun: the Type 2 message, and what the client's answer is held against. */
export interface NtlmHandshake {
  readonly challenge: Buffer
  /** The account; undefined when the answer is malformed, or name or password are wrong. */
  finish(authenticate: Buffer): UserPlan | undefined
}

/** Begins a log-on; undefined for a malformed Type 1 message. */
export function beginNtlm(negotiate: Buffer, names: NtlmNames, accounts: Accounts): NtlmHandshake | undefined {
  const challenge = orNothing(() => createChallenge({ negotiate, ...names }))
  if (challenge === undefined) return undefined
  return {
    challenge,
    finish: (authenticate) =>
      orNothing(() => {
        const passwordOf = (user: string, domain: string): string | undefined => accounts.find(user, domain)?.password
        const verdict = verifyAuthenticate({ negotiate, challenge, authenticate, passwordOf })
        return verdict.ok ? accounts.find(verdict.user, verdict.domain) : undefined
      }),
  }
}

function orNothing<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof ProtocolSyntaxError) return undefined
    throw error
  }
}
