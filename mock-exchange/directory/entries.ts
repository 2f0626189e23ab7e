// What stands in Active Directory, as far as clients of Exchange look for it: the root of the directory, the service
// connection points of Autodiscover, and the users.
//
//   CN=CAS1,CN=Autodiscover,CN=Protocols,CN=CAS1,CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),
//     CN=Administrative Groups,CN=First Organization,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com

import type { LdapEntry } from '../../protocols/ldap/index.ts'
import type { DomainControllerPlan, ExchangePlan, UserPlan } from '../../topology/lab-plan.ts'
import { netbiosNameOf } from '../exchange-server.ts'
import { legacyDnOf } from '../mailbox/legacy-dn.ts'

/** What the directory is made of. */
export interface DirectoryContent {
  readonly plan: DomainControllerPlan
  /** DNS name of the Active Directory domain. */
  readonly domain: string
  readonly users: readonly UserPlan[]
  readonly exchangeServers: readonly ExchangePlan[]
}

/** Keyword that marks a URL of Autodiscover, in all forests (reference/exchange-protocols.md section 2.4). */
const autodiscoverKeyword = '77378F46-2C66-4aa9-A6A6-3E7A48B19596'

/** Every entry by its DN; the one without a name is the root DSE. */
export function directoryEntries({ plan, domain, users, exchangeServers }: DirectoryContent): readonly LdapEntry[] {
  const root = dnOfDomain(domain)
  const configuration = `CN=Configuration,${root}`
  const organisation = `CN=First Organization,CN=Microsoft Exchange,CN=Services,${configuration}`
  const servers = `CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,${organisation}`
  const clientAccess = exchangeServers.filter(({ roles }) => roles.includes('client-access'))
  return [
    rootDse(plan, root, configuration),
    container(root, 'domainDNS'),
    container(`CN=Users,${root}`),
    container(configuration, 'configuration'),
    container(`CN=Services,${configuration}`),
    container(`CN=Microsoft Exchange,CN=Services,${configuration}`, 'msExchConfigurationContainer'),
    container(organisation, 'msExchOrganizationContainer'),
    ...clientAccess.map((server) => connectionPoint(server, servers)),
    ...users.map((user) => userEntry(user, `CN=Users,${root}`, domain)),
  ]
}

/** DC=contoso,DC=com */
function dnOfDomain(domain: string): string {
  return domain
    .split('.')
    .map((label) => `DC=${label}`)
    .join(',')
}

function rootDse({ fqdn }: DomainControllerPlan, root: string, configuration: string): LdapEntry {
  return {
    dn: '',
    attributes: [
      ['configurationNamingContext', [configuration]],
      ['defaultNamingContext', [root]],
      ['dnsHostName', [fqdn]],
      ['namingContexts', [root, configuration]],
      ['rootDomainNamingContext', [root]],
      ['supportedLDAPVersion', ['3']],
      ['supportedSASLMechanisms', ['GSS-SPNEGO']],
    ],
  }
}

function container(dn: string, objectClass = 'container'): LdapEntry {
  return {
    dn,
    attributes: [
      ['objectClass', ['top', objectClass]],
      ['distinguishedName', [dn]],
    ],
  }
}

function connectionPoint({ fqdn, serviceConnectionPoint }: ExchangePlan, servers: string): LdapEntry {
  const name = netbiosNameOf(fqdn)
  const dn = `CN=${name},CN=Autodiscover,CN=Protocols,CN=${name},${servers}`
  const { internalUri, siteScope } = serviceConnectionPoint
  return {
    dn,
    attributes: [
      ['objectClass', ['top', 'leaf', 'connectionPoint', 'serviceConnectionPoint']],
      ['cn', [name]],
      ['distinguishedName', [dn]],
      ['keywords', [autodiscoverKeyword, ...siteScope.map((site) => `Site=${site}`)]],
      ['serviceBindingInformation', [internalUri]],
      ['serviceClassName', ['ms-Exchange-AutoDiscover-Service']],
      ['serviceDNSName', [name]],
    ],
  }
}

function userEntry(user: UserPlan, users: string, domain: string): LdapEntry {
  const dn = `CN=${user.displayName.replace(/[\\,+"<>;=#]/g, '\\$&')},${users}`
  return {
    dn,
    attributes: [
      ['objectClass', ['top', 'person', 'organizationalPerson', 'user']],
      ['cn', [user.displayName]],
      ['displayName', [user.displayName]],
      ['distinguishedName', [dn]],
      ['legacyExchangeDN', [legacyDnOf(user)]],
      ['mail', [user.mailbox]],
      ['sAMAccountName', [user.user]],
      ...(user.targetAddress === undefined ? [] : [['targetAddress', [`SMTP:${user.targetAddress}`]] as const]),
      ['userPrincipalName', [`${user.user}@${domain}`]],
    ],
  }
}
