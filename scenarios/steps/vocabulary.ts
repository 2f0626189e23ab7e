// Options that several kinds of step share.

import * as z from 'zod'
import { vantages } from '../../base/vantage-point.ts'
import type { Credentials } from '../../clients/types.ts'
import type { StartedLab } from '../../lab/types.ts'
import { identifier } from '../../topology/schema/values.ts'
import { checkName, exchangeHosts, userNamed } from './references.ts'
import type { CheckScope } from './types.ts'

/** Where the client stands. */
export const vantage = z.enum(vantages).default('internet').describe('where the client stands: internet or intranet')

/** Who the client logs on as: a user of the topology, also with a password that is wrong on purpose. */
export const logOn = z
  .union([
    identifier,
    z.strictObject({
      user: identifier.describe('a user of the topology'),
      password: z.string().describe("instead of the user's own, to see it refused"),
    }),
  ])
  .optional()
  .describe('a user of the topology, or { user, password } with another password; anonymous when absent')
/** A log-on as written. */
export type LogOn = z.output<typeof logOn>

/** Which client it is. */
export const session = identifier
  .optional()
  .describe('name of a client that keeps connections, cookies and log-on for later steps; a new client when absent')

/** Checks that the user exists. */
export function checkLogOn(as: LogOn, scope: CheckScope, path: readonly string[]): void {
  if (as === undefined) return
  const name = typeof as === 'string' ? as : as.user
  const place = typeof as === 'string' ? path : [...path, 'user']
  checkName(scope, place, 'user', name, ({ users }) => users.map(({ user }) => user))
}

/** What the client knows of itself. */
export function credentialsOf(as: LogOn, lab: StartedLab): Credentials | undefined {
  if (as === undefined) return undefined
  const { user, domain, password, mailbox, mailboxGuid } = userNamed(lab.plan, typeof as === 'string' ? as : as.user)
  return { user, domain, password: typeof as === 'string' ? password : as.password, mailbox, mailboxGuid }
}

/** `alice`, or `somebody` without a name. */
export const nameOf = (as: LogOn): string => (as === undefined ? 'somebody' : typeof as === 'string' ? as : as.user)

/** One Exchange host, or several that get the same. */
export const exchangeHost = z.union([identifier, z.array(identifier).min(1)]).describe('an Exchange host, or several')
/** Exchange hosts as written. */
export type ExchangeHostOption = z.output<typeof exchangeHost>

/** Checks that the Exchange hosts exist. */
export function checkExchangeHosts(host: ExchangeHostOption, scope: CheckScope, path: readonly string[]): void {
  const check = (name: string, place: readonly string[]) =>
    checkName(scope, place, 'Exchange host', name, exchangeHosts)
  if (typeof host === 'string') check(host, path)
  else for (const [index, one] of host.entries()) check(one, [...path, String(index)])
}

/** A running Exchange server, as the lab gives it. */
export type RunningExchange = StartedLab['exchangeServers'] extends ReadonlyMap<string, infer Server> ? Server : never

/** The running servers of an option. The reader has checked that they exist. */
export function exchangeServers(lab: StartedLab, host: ExchangeHostOption): readonly RunningExchange[] {
  return [host].flat().map((name) => {
    const server = lab.exchangeServers.get(name)
    if (server === undefined) throw new Error(`The lab runs no Exchange server ${name}.`)
    return server
  })
}

/** `cas1 and cas2`. */
export const listOf = (names: string | readonly string[]): string => [names].flat().join(' and ')
