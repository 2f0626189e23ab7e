// What a checked edge becomes, be it of a topology or of an edge file: every name resolved, every default filled in, frozen.

import type { AdminState } from './schema/availability.ts'
import type { HeaderStyle } from './schema/edge.ts'
import type { EdgeLimits, EdgeTimeouts } from './schema/edge-limits.ts'
import type { BalanceName } from './schema/farm.ts'

/** An address of the lab's own network, such as 192.168.16.3:443. It exists only on the fabric. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** An edge with names resolved to addresses; `proxy/` runs it once certificates have become PEM text (`EdgeSetup`). */
export interface EdgePlan {
  readonly name: string
  /** Host that it runs on; undefined for an edge file. */
  readonly host: string | undefined
  readonly headers: HeaderStyle
  readonly trusted: readonly string[]
  /** Towards clients, in milliseconds. */
  readonly timeouts: Readonly<EdgeTimeouts>
  readonly limits: Readonly<EdgeLimits>
  /** Whether TRACE is passed on. */
  readonly trace: boolean
  /** `off`, `on`, or the name of the edge in Via. */
  readonly via: string
  /** Fields to take out of answers. */
  readonly hide: readonly string[]
  /** What becomes of request fields with an underscore in their name. */
  /** What error pages of the edge's own tell. */
  readonly errorPages: 'full' | 'brief'
  readonly underscores: 'keep' | 'drop' | 'refuse'
  readonly listeners: readonly ListenerPlan[]
  readonly farms: ReadonlyMap<string, FarmPlan>
  readonly rules: readonly RulePlan[]
  /** How many worker processes share the work; undefined: all in one, as always in a lab. */
  readonly workers: number | undefined
  /** Where the admin endpoint listens; undefined: nowhere, as always in a lab, which has its control API. */
  readonly admin: Endpoint | undefined
}

/** Where an edge listens. */
export interface ListenerPlan {
  readonly endpoint: Endpoint
  /** Whether a trusted proxy in front sends the PROXY header first. */
  readonly proxyProtocol: boolean
  /** Undefined for plain HTTP. No certificates where every rule passes TLS through: then nothing is ever decrypted. */
  readonly tls: ListenerTlsPlan | undefined
}

/** How a listener ends TLS. */
export interface ListenerTlsPlan {
  readonly certificates: readonly CertificateSource[]
  readonly minVersion: TlsVersion
  /** OpenSSL list; undefined: the edge's own. */
  readonly ciphers: string | undefined
  /** What clients get whose name no certificate has. */
  readonly unknownName: 'default' | 'refuse'
  /** Undefined: clients are not asked for a certificate. `ca` is an absolute path. */
  readonly clientCertificates: { readonly ca: string; readonly require: boolean } | undefined
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
  /** Names of the headers, cookies or query parameters of a hash; empty for other ways of balancing. */
  readonly hashOn: readonly string[]
  /** Undefined when it is off. */
  readonly affinity: AffinityPlan | undefined
  readonly health: HealthPlan | undefined
  /** Time in which a server that came back grows to its whole weight; 0: at once. */
  readonly slowStart: number
  /** What takes a server out in live traffic; undefined: nothing. */
  readonly failures: FailuresPlan | undefined
  /** With fewer healthy servers, health is ignored. */
  readonly minimumServers: number
  /** Other servers that a request may try. */
  readonly retries: number
  /** How many requests may wait for a server that is not full, and how long. */
  readonly queue: { readonly most: number; readonly wait: number }
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

/** What keeps clients on their servers; at least one of them. Times are in milliseconds. */
export interface AffinityPlan {
  readonly cookie: CookiePlan | undefined
  /** Every host name goes to the same servers, until it was not asked for that long. */
  readonly hostName: { readonly servers: number; readonly idle: number } | undefined
  /** Every client address goes to the same server, until it did not come for that long. */
  readonly source: { readonly idle: number } | undefined
}

/** The affinity cookie. Without a secret it is opaque, but not signed. */
interface CookiePlan {
  readonly name: string
  readonly secret: string | undefined
  /** Absolute path. */
  readonly secretFile: string | undefined
}

/** One server of a farm. */
export interface ServerPlan {
  /** As written: `cas1`, `cas1:8080`, `127.0.0.1:8081`. */
  readonly name: string
  readonly endpoint: Endpoint
  readonly weight: number
  readonly state: AdminState
  /** Requests that may be under way at once; undefined: any number. */
  readonly maxRequests: number | undefined
}

/** Times in milliseconds. */
export interface HealthPlan {
  readonly path: string
  readonly host: string | undefined
  readonly interval: number
  readonly timeout: number
  readonly status: readonly number[]
  readonly match: string | undefined
  /** Failed probes in a row that take a server out, and good ones that bring it back. */
  readonly fall: number
  readonly rise: number
}

/** Failures in live traffic that take a server out. Times in milliseconds. */
export interface FailuresPlan {
  readonly most: number
  readonly within: number
  readonly pause: number
  /** Status codes that count as failures. */
  readonly status: readonly number[]
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
