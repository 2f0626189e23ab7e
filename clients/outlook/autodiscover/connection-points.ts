// The service connection points of Autodiscover, as Outlook on a PC of the domain finds them:
//
//   _ldap._tcp.dc._msdcs.contoso.com ─▶ a domain controller ─▶ its root DSE ─▶ serviceConnectionPoint objects below
//   CN=Configuration ─▶ those of the PC's own site, then those of no site, then the others

import { CauseError } from '../../../base/failure-cause.ts'
import type { LdapEntry } from '../../../protocols/ldap/index.ts'
import { webUrl } from '../../../topology/schema/values.ts'
import type { ActionRun } from '../../action-run.ts'
import { LdapConnection } from '../../ldap/connection.ts'

/** Keywords of objects with a URL (reference exchange-protocols.md 2.4). */
const urlKeyword = '77378F46-2C66-4aa9-A6A6-3E7A48B19596'

/**
 * The URLs in the order in which they are to be asked.
 * @param domain DNS name of the Active Directory domain
 * @param site the PC's own
 * @throws CauseError when there is no domain controller, or it cannot be asked
 */
export async function findConnectionPoints(run: ActionRun, domain: string, site: string): Promise<readonly URL[]> {
  const { host, port } = await findController(run, domain)
  using directory = await LdapConnection.open(run.context.from, host, port, run.context.signal)
  await directory.bind(run.user)
  const present = { kind: 'present', attribute: 'objectClass' } as const
  const attributes = ['configurationNamingContext']
  const [root] = await directory.search({ base: '', scope: 'base', filter: present, attributes })
  const [base] = root === undefined ? [] : valuesOf(root, 'configurationNamingContext')
  if (base === undefined) throw new CauseError('bad-response', `The directory of ${host} names no configuration.`)
  const entries = await directory.search({
    base,
    scope: 'subtree',
    filter: {
      kind: 'and',
      filters: [
        { kind: 'equal', attribute: 'objectClass', value: 'serviceConnectionPoint' },
        { kind: 'equal', attribute: 'keywords', value: urlKeyword },
      ],
    },
    attributes: ['keywords', 'serviceBindingInformation'],
  })
  return inOrder(entries, site)
}

async function findController({ context }: ActionRun, domain: string): Promise<{ host: string; port: number }> {
  const { from, signal } = context
  const name = `_ldap._tcp.dc._msdcs.${domain}`
  const { status, records } = await from.resolve(name, 'SRV', signal)
  const [first] = records
    .filter(({ type }) => type === 'SRV')
    .map(({ value }) => {
      const [priority = '', , port = '', target = ''] = value.split(/\s+/)
      return { priority: Number(priority), port: Number(port), host: target.replace(/\.$/, '') }
    })
    .sort((a, b) => a.priority - b.priority)
  if (first !== undefined) return first
  throw new CauseError(
    status === 'nxdomain' ? 'name-not-found' : status === 'nodata' ? 'no-address' : 'dns-failed',
    `No domain controller of ${domain} is found from the ${from.vantage}: ${name} has no SRV record (${status}).`,
  )
}

function inOrder(entries: readonly LdapEntry[], site: string): readonly URL[] {
  const own = `site=${site}`.toLowerCase()
  const rank = (entry: LdapEntry): number => {
    const sites = valuesOf(entry, 'keywords')
      .map((keyword) => keyword.toLowerCase())
      .filter((keyword) => keyword.startsWith('site='))
    return sites.includes(own) ? 0 : sites.length === 0 ? 1 : 2
  }
  const urls = entries
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((entry) => valuesOf(entry, 'serviceBindingInformation'))
    .filter((text) => webUrl.safeParse(text).success)
  return [...new Set(urls)].map((text) => new URL(text))
}

function valuesOf({ attributes }: LdapEntry, name: string): readonly string[] {
  return attributes.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1] ?? []
}
