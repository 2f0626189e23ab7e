import { isIP } from 'node:net'
import { failure } from '../../base/errors.ts'
import type { ProbeTarget } from '../../clients/analyzer/types.ts'
import type { Credentials } from '../../clients/types.ts'
import { dnsName, emailAddress } from '../../topology/schema/values.ts'
import type { ClientNetwork } from '../client-network/types.ts'

/** An e-mail address or a host name, told apart. @throws BH_ERR_USAGE for neither */
export function readTarget(text: string, command: string): { readonly email?: string; readonly host?: string } {
  if (emailAddress.safeParse(text).success && dnsName.safeParse(text.slice(text.lastIndexOf('@') + 1)).success) {
    return { email: text }
  }
  const host = text
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/, '')
    .toLowerCase()
  if (dnsName.safeParse(host).success || isIP(host) !== 0) return { host }
  throw failure('BH_ERR_USAGE', { problem: `--target wants a host name or an e-mail address, not "${text}".`, command })
}

/** What is probed: as named, else what the lab publishes for this vantage; Outlook begins with the user's address. */
export function targetOf(
  probe: string,
  named: { readonly email?: string; readonly host?: string },
  email: string | undefined,
  { mailHost, domain, topology }: Pick<ClientNetwork, 'mailHost' | 'domain' | 'topology'>,
  account: Credentials | undefined,
): ProbeTarget {
  const address = named.email ?? email ?? (account?.mailbox || undefined)
  const host =
    named.host ??
    (topology === undefined || named.email !== undefined || probe === 'outlook' || probe === 'smtp'
      ? undefined
      : mailHost)
  return { email: address, host, domain: domainOf(address, host) ?? domain ?? '', directoryDomain: domain }
}

/** That of the address; the host without its first label, when enough is left to be a domain. */
function domainOf(email: string | undefined, host: string | undefined): string | undefined {
  if (email !== undefined) return email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  if (host === undefined || isIP(host) !== 0) return host
  const rest = host.split('.').slice(1)
  return rest.length >= 2 ? rest.join('.') : host
}
