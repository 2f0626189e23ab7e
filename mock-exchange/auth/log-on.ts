// From the Authorization header to an account, or to the 401 that asks for one.

import type { FailureCause } from '../../base/failure-cause.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { AuthenticationMethod, ExtendedProtection } from '../../topology/schema/exchange.ts'
import type { Connection } from '../iis/http-server/server.ts'
import type { Accounts } from './accounts.ts'
import { parseBasic } from './basic.ts'
import type { Refusal } from './ntlm-handshake.ts'
import type { WindowsLogOn } from './windows.ts'

export type LogOnOutcome =
  /** `headers` go on the answer, whatever it will be. */
  | { readonly kind: 'user'; readonly user: UserPlan; readonly headers: Readonly<Record<string, string>> }
  /** No credentials that are accepted here came, or the account does not take them. */
  | {
      readonly kind: 'unauthorized'
      readonly challenges: readonly string[]
      readonly detail: string
      readonly subStatus: 1 | 2
      readonly cause?: FailureCause
    }

export interface LogOnRequest {
  /** Value of the Authorization header. */
  readonly authorization: string | undefined
  readonly connection: Connection
  /** Ways to log on that are offered at the path. */
  readonly offered: readonly AuthenticationMethod[]
  /** Whether a module of Exchange's takes Kerberos itself, though IIS offers nothing: PowerShell as it is set up. */
  readonly kerberos: boolean
  /** Extended Protection of the vdir, which is a matter of Windows authentication only. */
  readonly protection: ExtendedProtection
  /** Host header: Basic's realm (reference exchange-protocols.md 1.7). */
  readonly host: string
}

/**
 * Logs a request on. Sub-statuses as IIS has them: 401.1 the log-on failed (also the second leg of NTLM), 401.2 the
 * configuration wants one.
 */
export function logOn(request: LogOnRequest, accounts: Accounts, windows: WindowsLogOn): LogOnOutcome {
  const { authorization, connection, offered, kerberos, protection } = request
  const [scheme = '', token = ''] = authorization?.trim().split(/ +/) ?? []
  const refuse = (detail: string): LogOnOutcome => unauthorized(challengesOf(request), detail, 1)
  const refusedBy = ({ detail, cause }: Refusal): LogOnOutcome => ({
    ...refuse(detail),
    ...(cause === undefined ? {} : { cause }),
  })

  if (/^basic$/i.test(scheme) && offered.includes('basic')) {
    const credentials = parseBasic(token)
    if (credentials === undefined) return refuse('malformed Basic credentials')
    const user = accounts.check(credentials.user, credentials.domain, credentials.password)
    if (user !== undefined) return { kind: 'user', user, headers: {} }
    return refuse(`Basic refused ${credentials.domain}\\${credentials.user}: wrong name or password`)
  }

  if (/^(ntlm|negotiate)$/i.test(scheme) && offered.includes('windows')) {
    const step = windows.step(connection, { scheme: /^ntlm$/i.test(scheme) ? 'NTLM' : 'Negotiate', token, protection })
    if (step.kind === 'continue') return unauthorized([step.header], 'the second leg of NTLM', 1)
    if (step.kind === 'refused') return refusedBy(step)
    const last: Readonly<Record<string, string>> = step.header === undefined ? {} : { 'WWW-Authenticate': step.header }
    return { kind: 'user', user: step.user, headers: { ...last, 'Persistent-Auth': 'true' } }
  }

  if (kerberos && /^(negotiate|kerberos)$/i.test(scheme)) {
    const ntlm = Buffer.from(token, 'base64').includes('NTLMSSP')
    return refuse(ntlm ? 'only Kerberos is taken here, and the client sent NTLM' : 'the lab has no Kerberos')
  }

  const known =
    offered.includes('windows') && authorization === undefined ? windows.userOf(connection, protection) : undefined
  if (known !== undefined && 'user' in known) return { kind: 'user', user: known, headers: {} }
  if (known !== undefined) return refusedBy(known)
  const detail = authorization === undefined ? 'no credentials' : `${scheme} is not offered here`
  return unauthorized(challengesOf(request), detail, 2)
}

/**
 * The schemes in the order that clients rely on: Negotiate, NTLM, Basic (reference exchange-protocols.md 1.7). WinRM names
 * Negotiate and Kerberos for its own; that Exchange's module does so too is recalled, not verified.
 */
function challengesOf({ offered, kerberos, host }: LogOnRequest): readonly string[] {
  if (kerberos) return ['Negotiate', 'Kerberos']
  return [
    ...(offered.includes('windows') ? ['Negotiate', 'NTLM'] : []),
    ...(offered.includes('basic') ? [`Basic realm="${host}"`] : []),
  ]
}

function unauthorized(challenges: readonly string[], detail: string, subStatus: 1 | 2): LogOnOutcome {
  return { kind: 'unauthorized', challenges, detail, subStatus }
}
