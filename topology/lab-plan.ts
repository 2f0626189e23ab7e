// What a checked topology becomes: every name resolved, every default filled in, frozen. The lab starts from this alone.

import type { Vantage } from '../base/vantage-point.ts'
import type { EdgePlan, Endpoint } from './edge-plan.ts'
import type { ActiveSyncSettings, UserActiveSync } from './schema/activesync.ts'
import type { DnsRecord } from './schema/dns.ts'
import type { AuthenticationMethod, ExtendedProtection, SslFlags, VdirName } from './schema/exchange.ts'
import type { MailboxContent } from './schema/mailbox.ts'
import type { CertificateSettings } from './schema/topology.ts'

/**
 * A whole topology, ready to start. Frozen: what changes while a lab runs (settings of IIS, faults) lives in the lab, so
 * that one plan can start many labs side by side.
 */
export interface LabPlan {
  readonly name: string
  readonly description: string
  /** File that the topology was read from; undefined for text from memory. */
  readonly file: string | undefined
  readonly domain: string
  readonly netbios: string
  readonly certificates: ReadonlyMap<string, CertificatePlan>
  readonly routers: readonly RouterPlan[]
  readonly exchangeServers: readonly ExchangePlan[]
  readonly essentialsServers: readonly EssentialsPlan[]
  readonly edges: readonly EdgePlan[]
  readonly dns: Readonly<Record<Vantage, DnsPlan>>
  readonly activeSync: ActiveSyncPlan
  readonly users: readonly UserPlan[]
  readonly moves: readonly MovePlan[]
  readonly organisation: OrganisationPlan
  /** The domain controllers, which answer LDAP. */
  readonly domainControllers: readonly DomainControllerPlan[]
  /** Every host by name with its addresses; also those that run nothing. */
  readonly hosts: ReadonlyMap<string, HostAddresses>
}

/** A machine with its addresses in the lab; undefined where it does not stand on that network. */
export interface HostAddresses {
  readonly name: string
  readonly role: 'router' | 'dns' | 'domain-controller' | 'edge' | 'exchange' | 'essentials' | 'client'
  readonly internet: string | undefined
  readonly intranet: string | undefined
}

/** Settings of the whole Exchange organisation. */
export interface OrganisationPlan {
  /** Set-OrganizationConfig -MapiHttpEnabled: Autodiscover offers MAPI over HTTP. */
  readonly mapiHttpEnabled: boolean
  /** Streams of EWS notifications that one user may hold at once. */
  readonly hangingConnectionLimit: number
  /** Sessions with the store that one user may have at once, over MAPI/HTTP and Outlook Anywhere together. */
  readonly mapiSessionLimit: number
  /** Sessions with the address book that one user may have at once over MAPI/HTTP. */
  readonly addressBookSessionLimit: number
}

/** A machine that answers for Active Directory. */
export interface DomainControllerPlan {
  readonly host: string
  readonly fqdn: string
  readonly address: string
}

/** `settings` is as written; paths in it are absolute. */
export interface CertificatePlan {
  readonly name: string
  readonly settings: CertificateSettings
}

/** A router between internet and intranet. */
export interface RouterPlan {
  readonly name: string
  /** Its public address; forwards listen there. */
  readonly internet: string | undefined
  readonly hairpin: boolean
  readonly forwards: readonly { readonly port: number; readonly to: Endpoint }[]
}

/** The DNS server of one vantage. */
export interface DnsPlan {
  readonly vantage: Vantage
  readonly zones: readonly ZonePlan[]
  /** Whether the other names are asked of the public server (intranet only). */
  readonly forward: boolean
}

/** A zone; its times are in seconds, as DNS counts. */
export interface ZonePlan {
  /** Lower case, without the dot at the end. */
  readonly origin: string
  readonly ttl: number
  readonly negativeTtl: number
  readonly records: readonly DnsRecord[]
  /** Made by the domain controllers themselves; it stands in no file. */
  readonly registered?: true
}

/** A virtual directory of the Default Web Site as it is set up before a scenario changes it. */
export interface VdirPlan {
  readonly name: VdirName
  readonly sslFlags: SslFlags
  readonly authentication: readonly AuthenticationMethod[]
  readonly extendedProtection: ExtendedProtection
  readonly internalUrl: string
  readonly externalUrl: string | undefined
  readonly mrsProxyEnabled: boolean
}

/** An Exchange server with the settings of its setup, or of the topology where that says otherwise. */
export interface ExchangePlan {
  readonly host: string
  readonly fqdn: string
  readonly address: string
  readonly version: '2013'
  readonly roles: readonly ('client-access' | 'mailbox')[]
  /** Name of the certificate of the Default Web Site; undefined for Exchange's own self-signed one. */
  readonly certificate: string | undefined
  readonly vdirs: Readonly<Record<VdirName, VdirPlan>>
  readonly backEndSslFlags: Readonly<Record<VdirName, SslFlags>>
  readonly outlookAnywhere: {
    readonly sslOffloading: boolean
    readonly externalHostname: string | undefined
    readonly internalHostname: string
  }
  /** What clients inside find in Active Directory: the service connection point of Autodiscover. */
  readonly serviceConnectionPoint: {
    /** Set-ClientAccessServer -AutoDiscoverServiceInternalUri. */
    readonly internalUri: string
    /** Set-ClientAccessServer -AutoDiscoverSiteScope: names of sites. */
    readonly siteScope: readonly string[]
  }
}

/** A Windows Server Essentials machine with its own web site (Remote Web Access). */
export interface EssentialsPlan {
  readonly host: string
  readonly fqdn: string
  readonly address: string
  readonly certificate: string | undefined
  readonly publicName: string | undefined
  readonly httpPort: number
  readonly httpsPort: number
}

/** A user with a mailbox. The password is in clear, as lab users exist nowhere else; traces leave it out. */
export interface UserPlan {
  /** SAM account name: alice. */
  readonly user: string
  /** NetBIOS domain: CONTOSO. */
  readonly domain: string
  readonly password: string
  readonly displayName: string
  readonly mailbox: string
  /** Exchange host with the mailbox; undefined when the topology has none. */
  readonly server: string | undefined
  /** GUID of the mailbox, the same in every run of the same topology. */
  readonly mailboxGuid: string
  /** Member of the role group Organization Management: may change servers in the Exchange admin center. */
  readonly administrator: boolean
  /** Bytes that the mailbox may hold. */
  readonly quota: number
  /** What the mailbox holds at the start; undefined for the standard content. */
  readonly content: MailboxContentPlan | undefined
  /** Address in another organisation, to which the mailbox has moved. */
  readonly targetAddress?: string | undefined
  /** Autodiscover of another site, to which the user's clients are passed on. */
  readonly autodiscoverUrl?: string | undefined
  readonly activeSync: DeepReadonly<UserActiveSync>
}

/** Which devices may synchronise in this organisation. */
export type ActiveSyncPlan = DeepReadonly<ActiveSyncSettings>

/** Content of a mailbox; instants in milliseconds since 1970. */
export type MailboxContentPlan = DeepReadonly<MailboxContent>

type DeepReadonly<Value> = Value extends object ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> } : Value

interface MovePlan {
  readonly mailbox: string
  readonly kind: 'remote-move' | 'cross-forest'
  readonly endpoint: string
}
