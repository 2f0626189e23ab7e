// All that Autodiscover says about one user, once: the formats of its answers (POX for Outlook, POX for devices, SOAP)
// only choose from it. URLs are those of the virtual directories of the server that is asked, as in effect now.

import type { UserPlan, VdirPlan } from '../../../topology/lab-plan.ts'
import type { VdirName } from '../../../topology/schema/exchange.ts'
import { guidOf } from '../../mailbox/guid.ts'
import { legacyDnOf, serverDnOf } from '../../mailbox/legacy-dn.ts'
import { mailboxesOf } from '../../mailbox/store.ts'
import { versionOf } from '../exchange-version.ts'
import { oabGuid } from '../oab/oab-guid.ts'
import type { VdirContext } from '../types.ts'

/** The services as clients on one side are to reach them. */
export interface ServiceUrls {
  readonly ews: string | undefined
  readonly oab: string | undefined
  readonly ecp: string | undefined
  readonly owa: string | undefined
  readonly activeSync: string | undefined
  readonly mapiStore: string | undefined
  readonly mapiAddressBook: string | undefined
}

export interface Account {
  readonly displayName: string
  readonly address: string
  readonly legacyDn: string
  readonly deploymentId: string
  /** `<mailbox guid>@<domain>`: from 2013 on Outlook connects to the mailbox, not to a server. */
  readonly mailboxServer: string
  readonly serverDn: string
  readonly databaseDn: string
  /** Build of the server as EXCH's ServerVersion writes it. */
  readonly serverVersion: string
  readonly internal: ServiceUrls
  readonly external: ServiceUrls
  readonly outlookAnywhere: {
    readonly internalHostname: string
    readonly externalHostname: string | undefined
    readonly authPackage: 'Basic' | 'Ntlm'
  }
  /** This server's Autodiscover, for clients of either side. */
  readonly autodiscoverUrl: string
  /** MAPI over HTTP is on in the organisation. */
  readonly mapiHttpEnabled: boolean
  /** How OWA logs on, in the words of OWAUrl's AuthenticationMethod. */
  readonly owaAuthentication: string
}

/** What Autodiscover knows of an address: an account here, where to ask instead, or nothing. */
export type Lookup =
  | { readonly kind: 'account'; readonly account: Account }
  /** The mailbox is in another organisation: the client begins anew with that address. */
  | { readonly kind: 'address'; readonly address: string }
  /** Another Autodiscover answers for the user. */
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'unknown' }

/** Looks up an SMTP address; case does not matter. */
export function lookUp(address: string, context: VdirContext): Lookup {
  const wanted = address.toLowerCase()
  const user = context.users.find(({ mailbox }) => mailbox.toLowerCase() === wanted)
  const targetAddress = user && mailboxesOf(context).targetAddressOf(user.mailbox)
  if (targetAddress !== undefined) return { kind: 'address', address: targetAddress }
  if (user?.autodiscoverUrl !== undefined) return { kind: 'url', url: user.autodiscoverUrl }
  if (user?.server === undefined) return { kind: 'unknown' }
  return { kind: 'account', account: accountOf(user, context) }
}

function accountOf(user: UserPlan, context: VdirContext): Account {
  const domain = user.mailbox.slice(user.mailbox.indexOf('@') + 1)
  const { internalHostname, externalHostname } = context.outlookAnywhere()
  const serverDn = serverDnOf(user, domain)
  return {
    displayName: user.displayName,
    address: user.mailbox,
    legacyDn: legacyDnOf(user),
    deploymentId: guidOf('deployment', context.domain),
    mailboxServer: `${user.mailboxGuid}@${domain}`,
    serverDn,
    databaseDn: `${serverDn}/cn=Microsoft Private MDB`,
    serverVersion: serverVersion(context),
    internal: urls(context, user, ({ internalUrl }) => internalUrl),
    external: urls(context, user, ({ externalUrl }) => externalUrl),
    outlookAnywhere: {
      internalHostname,
      externalHostname,
      authPackage: context.settings('Rpc').authentication.includes('windows') ? 'Ntlm' : 'Basic',
    },
    autodiscoverUrl: context.settings('Autodiscover').externalUrl ?? context.settings('Autodiscover').internalUrl,
    mapiHttpEnabled: context.organisation.mapiHttpEnabled,
    owaAuthentication: owaAuthentication(context.settings('owa')),
  }
}

/** 0x7 in the top four bits, then major and minor, then a set bit and the build: 73C085D9 is 15.0.1497. */
function serverVersion({ plan }: VdirContext): string {
  const [major, minor, build] = versionOf(plan).build
  return (0x70000000 + major * 0x400000 + minor * 0x10000 + 0x8000 + build).toString(16).toUpperCase()
}

function urls(context: VdirContext, user: UserPlan, choose: (vdir: VdirPlan) => string | undefined): ServiceUrls {
  const base = (vdir: VdirName): string | undefined => choose(context.settings(vdir))?.replace(/\/+$/, '')
  const below = (vdir: VdirName, rest: string): string | undefined => {
    const url = base(vdir)
    return url === undefined ? undefined : url + rest
  }
  const mailbox = `MailboxId=${user.mailboxGuid}@${user.mailbox.slice(user.mailbox.indexOf('@') + 1)}`
  return {
    ews: base('EWS'),
    oab: below('OAB', `/${oabGuid(context.domain)}/`),
    ecp: below('ecp', '/'),
    owa: below('owa', '/'),
    activeSync: base('Microsoft-Server-ActiveSync'),
    mapiStore: below('mapi', `/emsmdb/?${mailbox}`),
    mapiAddressBook: below('mapi', `/nspi/?${mailbox}`),
  }
}

function owaAuthentication({ authentication }: VdirPlan): string {
  const words = { basic: 'Basic', forms: 'Fba', windows: 'WindowsIntegrated', anonymous: undefined } as const
  return authentication.flatMap((method) => words[method] ?? []).join(', ')
}
