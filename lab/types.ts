// A running lab, as scenarios, the command line and teams' own tests see it.

import type { AdvanceableClock } from '../base/clock.ts'
import type { HopRecord } from '../base/trace.ts'
import type { Vantage, VantagePoint } from '../base/vantage-point.ts'
import type { StartedEssentials, StartedExchange } from '../mock-exchange/types.ts'
import type { ActiveSyncAdministration } from '../mock-exchange/vdirs/activesync/access/administration.ts'
import type { StartedEdge } from '../proxy/index.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import type { CertificateSettings } from '../topology/schema/topology.ts'

/** Where a published name and port of a vantage ends up on loopback: `mail.contoso.com:443` to `127.0.0.1:40123`. */
export type Entries = Readonly<Record<string, string>>

/** The JSON of `bridgehead up --state FILE`; a contract (DESIGN.md). */
export interface LabState {
  readonly topology: string
  readonly pid: number
  /** Path of the PEM file with the lab's public CA. */
  readonly ca: string
  readonly gateways: Readonly<Record<Vantage, string>>
  readonly dns: Readonly<Record<Vantage, string>>
  readonly entries: Readonly<Record<Vantage, Entries>>
  readonly hosts: Readonly<Record<string, Entries>>
  readonly users: readonly {
    readonly user: string
    readonly domain: string
    readonly password: string
    readonly mailbox: string
  }[]
  readonly control: string
}

/** A running lab. Dispose it to stop everything that it started, in reverse order. */
export interface StartedLab extends AsyncDisposable {
  readonly plan: LabPlan
  /** PEM of the lab's public CA, the only authority that clients trust. */
  readonly ca: string
  readonly clock: AdvanceableClock
  readonly edges: ReadonlyMap<string, StartedEdge>
  readonly exchangeServers: ReadonlyMap<string, StartedExchange>
  readonly essentialsServers: ReadonlyMap<string, StartedEssentials>
  /** The DNS servers, `127.0.0.1:port` of each vantage, UDP and TCP. */
  readonly dns: Readonly<Record<Vantage, string>>
  /** HTTP CONNECT gateway of each vantage: `http://127.0.0.1:port`. */
  readonly gateways: Readonly<Record<Vantage, string>>
  from(vantage: Vantage): VantagePoint
  /** Adds what a client saw to the trace. */
  record(hop: HopRecord): void
  /** Kept once a server holds the request of that `client-request-id` (a Ping); to be asked when it was sent. */
  whenHeld(requestId: string): Promise<void>
  /** What every hop saw of one request, client first; by its `client-request-id`. Waits until hops still under way have reported. */
  trace(requestId: string): Promise<readonly HopRecord[]>
  /** All hops recorded so far, in order of time. */
  hops(): readonly HopRecord[]
  /** Takes a host off the network, as if its cable were pulled; the answer plugs it in again. @throws BH_ERR_NO_SUCH_HOST */
  stopHost(host: string): () => void
  /**
   * Gives the Default Web Site of an Exchange host another certificate, issued by the lab as the topology would have it
   * (an expired one, one without the name, one of an unknown CA); the answer puts the old one back.
   * @throws BH_ERR_NO_SUCH_HOST
   */
  replaceCertificate(host: string, settings: CertificateSettings): Promise<() => void>
  /** All mailboxes as they were at the start, with the same ids. Who waits for changes of an old one hears no more. */
  resetMailboxes(): void
  /** The mobile devices of the organisation. */
  readonly activeSync: ActiveSyncAdministration
  /** What programs outside need to reach the lab. */
  state(): Promise<LabState>
}
