// What a checked topology becomes: every name resolved, every default filled in, frozen. The lab starts from this alone.

import type { Vantage } from '../base/vantage-point.ts'
import type { DnsRecord } from './schema/dns.ts'
import type { BalanceName, HeaderStyle } from './schema/edge.ts'
import type { AuthenticationMethod, SslFlags, VdirName } from './schema/exchange.ts'
import type { CertificateSettings } from './schema/topology.ts'

/** An address of the lab's own network, such as 192.168.16.3:443. It exists only on the fabric. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

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
  readonly users: readonly UserPlan[]
  readonly moves: readonly MovePlan[]
  /** Every host by name with its addresses; also those that run nothing. */
  readonly hosts: ReadonlyMap<string, HostAddresses>
}

/** A machine with its addresses in the lab; undefined where it does not stand on that network. */
export interface HostAddresses {
  readonly name: string
  readonly role: 'router' | 'dns' | 'edge' | 'exchange' | 'essentials' | 'client'
  readonly internet: string | undefined
  readonly intranet: string | undefined
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
}

/** A virtual directory of the Default Web Site as it is set up before a scenario changes it. */
export interface VdirPlan {
  readonly name: VdirName
  readonly sslFlags: SslFlags
  readonly authentication: readonly AuthenticationMethod[]
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
}

interface MovePlan {
  readonly mailbox: string
  readonly kind: 'remote-move' | 'cross-forest'
  readonly endpoint: string
}

/** An edge with names resolved to addresses; `proxy/` runs it once certificates have become PEM text (`EdgeSetup`). */
export interface EdgePlan {
  readonly name: string
  /** Host that it runs on; undefined for an edge file. */
  readonly host: string | undefined
  readonly headers: HeaderStyle
  readonly trusted: readonly string[]
  readonly listeners: readonly ListenerPlan[]
  readonly farms: ReadonlyMap<string, FarmPlan>
  readonly rules: readonly RulePlan[]
}

/** Where an edge listens. */
export interface ListenerPlan {
  readonly endpoint: Endpoint
  /** Whether a trusted proxy in front sends the PROXY header first. */
  readonly proxyProtocol: boolean
  /** Undefined for plain HTTP. No certificates where every rule passes TLS through: then nothing is ever decrypted. */
  readonly tls: { readonly certificates: readonly CertificateSource[]; readonly minVersion: TlsVersion } | undefined
}

type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** Where a certificate comes from: a name of the topology, or files with absolute paths. */
export type CertificateSource =
  | { readonly kind: 'named'; readonly name: string }
  | {
      readonly kind: 'pfx'
      readonly pfx: string
      readonly passphrase: string | undefined
      readonly passphraseFile: string | undefined
    }
  | { readonly kind: 'pem'; readonly cert: string; readonly key: string }

/** A farm: ARR's name for servers that serve the same. Times are in milliseconds. */
export interface FarmPlan {
  readonly name: string
  readonly servers: readonly ServerPlan[]
  readonly balance: BalanceName
  readonly affinityCookie: string | undefined
  readonly health: HealthPlan | undefined
  readonly timeouts: { readonly connect: number; readonly response: number; readonly idle: number }
  /** Bridge: undefined means plain HTTP (offload), or passthrough when that is set. `ca` is an absolute path. */
  readonly tls:
    | { readonly ca: string | undefined; readonly servername: string | undefined; readonly verify: boolean }
    | undefined
  readonly passthrough: boolean
  /** Version of the PROXY header that the servers get first; undefined: none. */
  readonly proxyProtocol: 'v1' | 'v2' | undefined
  readonly headers: HeaderStyle
}

/** One server of a farm. */
export interface ServerPlan {
  /** As written: `cas1`, `cas1:8080`, `127.0.0.1:8081`. */
  readonly name: string
  readonly endpoint: Endpoint
  readonly weight: number
}

/** Times in milliseconds. */
export interface HealthPlan {
  readonly path: string
  readonly host: string | undefined
  readonly interval: number
  readonly timeout: number
  readonly status: readonly number[]
  readonly match: string | undefined
}

/** A rule of an edge. The first that matches wins, so that the order is part of the meaning. */
export interface RulePlan {
  /** From 1, in the order of the file. */
  readonly index: number
  /** In words, for traces and `explain`: `host mail.contoso.com, path /EWS/mrsproxy.svc -> farm cas-tls`. */
  readonly text: string
  /** Lower case; `*.name` for a wildcard. */
  readonly host: string | undefined
  readonly path: string | undefined
  readonly action: RuleAction
}

/** What a rule does with a request; `location` goes out as written. */
export type RuleAction =
  | { readonly kind: 'farm'; readonly farm: string }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'deny'; readonly status: number }
