// What the lab hands to a mock server, and what it gets back.

import type { Socket } from 'node:net'
import type { Clock } from '../base/clock.ts'
import type { KeyPair } from '../base/key-pair.ts'
import type { HopRecord } from '../base/trace.ts'
import type { Dial, Link } from '../base/vantage-point.ts'
import type { Endpoint } from '../topology/edge-plan.ts'
import type {
  ActiveSyncPlan,
  DomainControllerPlan,
  EssentialsPlan,
  ExchangePlan,
  OrganisationPlan,
  UserPlan,
  VdirPlan,
} from '../topology/lab-plan.ts'
import type { SslFlags, VdirName } from '../topology/schema/exchange.ts'

/** The world around a mock server. */
export interface MockSurroundings {
  /** The network as the server sees it. */
  readonly dial: Dial
  /** PEM of the authorities that the server trusts when it is a TLS client itself. */
  readonly trust: readonly string[]
  readonly clock: Clock
  /** Told of every exchange once it is over, front end and back end each; must not throw. */
  readonly record: (hop: HopRecord) => void
  /** Told when a server holds a request open, by its `client-request-id`. */
  readonly held: (requestId: string) => void
  readonly users: readonly UserPlan[]
  readonly domain: string
  readonly netbios: string
  readonly organisation: OrganisationPlan
  /** Settings of the organisation at the start; the defaults of Exchange when absent. */
  readonly activeSync?: ActiveSyncPlan
}

export interface ExchangeSetup {
  readonly plan: ExchangePlan
  /** Certificate of the Default Web Site. */
  readonly frontEnd: KeyPair
  /** The self-signed "Microsoft Exchange" certificate of the Exchange Back End site. */
  readonly backEnd: KeyPair
  /** All Exchange servers with the mailbox role, and where their Back End site is. */
  readonly mailboxServers: ReadonlyMap<string, { readonly fqdn: string; readonly endpoint: Endpoint }>
  /** The way of the front end to these sites. */
  readonly link: Link
}

/** A socket that a mock server listens on: the lab's endpoint and the real port on 127.0.0.1. */
export interface MockSocket {
  readonly endpoint: Endpoint
  readonly tls: boolean
  readonly port: number
  /** Serves a connection that was opened within this process; where absent, none is. */
  readonly accept?: (socket: Socket) => void
}

/** One way a mock server is broken on purpose. */
export type MockFault =
  /** The application pool of the vdir is stopped: 503 (IIS 503.0). */
  | { readonly kind: 'pool-stopped'; readonly vdir: VdirName }
  /** Managed Availability has taken the protocol offline: healthcheck.htm no longer answers 200. */
  | { readonly kind: 'component-offline'; readonly vdir: VdirName }

/** A running Exchange server. What `set…` writes is in effect after `recycle` of the vdir's pool or `iisreset`. */
export interface StartedExchange extends AsyncDisposable {
  readonly plan: ExchangePlan
  readonly sockets: readonly MockSocket[]
  setVdir(
    vdir: VdirName,
    settings: Partial<
      Pick<
        VdirPlan,
        'sslFlags' | 'authentication' | 'extendedProtection' | 'internalUrl' | 'externalUrl' | 'mrsProxyEnabled'
      >
    >,
  ): void
  setBackEndSslFlags(vdir: VdirName, sslFlags: SslFlags): void
  /** In effect after the poll of Active Directory (15 minutes on the lab's clock) and a recycle, as seed 001 says. */
  setOutlookAnywhere(settings: Partial<ExchangePlan['outlookAnywhere']>): void
  /** Recycles an application pool by its IIS name (MSExchangeOWAAppPool). @throws BH_ERR_NO_SUCH_POOL */
  recycle(pool: string): void
  iisreset(): void
  /** Name of the application pool that serves a vdir of the Default Web Site. */
  poolOf(vdir: VdirName): string
  /** Breaks something; the answer mends it. */
  inject(fault: MockFault): () => void
  /** Changes the certificate that new connections to the Default Web Site see. */
  setCertificate(pair: KeyPair): void
}

export interface EssentialsSetup {
  readonly plan: EssentialsPlan
  readonly certificate: KeyPair
  /** Computers of the intranet that the RD Gateway leads to: address by name, short or full, in lower case. */
  readonly computers: ReadonlyMap<string, string>
}

export interface StartedEssentials extends AsyncDisposable {
  readonly plan: EssentialsPlan
  readonly sockets: readonly MockSocket[]
}

export interface DirectorySetup {
  readonly plan: DomainControllerPlan
  /** DNS name and NetBIOS name of the Active Directory domain. */
  readonly domain: string
  readonly netbios: string
  readonly users: readonly UserPlan[]
  readonly exchangeServers: readonly ExchangePlan[]
}

/** The directory of a running domain controller. */
export interface StartedDirectory extends AsyncDisposable {
  readonly plan: DomainControllerPlan
  readonly sockets: readonly MockSocket[]
}
