// What the lab or `bridgehead proxy` hands to an edge, and what it gets back.

import type { KeyPair } from '../base/key-pair.ts'
import type { HopRecord } from '../base/trace.ts'
import type { Dial } from '../base/vantage-point.ts'
import type { EdgePlan, Endpoint } from '../topology/edge-plan.ts'
import type { AdminState } from '../topology/schema/availability.ts'
import type { MetricsSnapshot } from './metrics/index.ts'

/** An edge ready to run: the plan with its files read. */
export interface EdgeSetup {
  readonly plan: EdgePlan
  /** For every listener of the plan, in its order: the certificates in the plan's order; empty for a plain listener. */
  readonly certificates: readonly (readonly KeyPair[])[]
  /** For every listener, in its order: PEM of the authorities of client certificates; undefined where none are asked for. */
  readonly clientAuthorities: readonly (readonly string[] | undefined)[]
  /** PEM authorities to trust for each bridging farm, by farm name; the system's own when absent. */
  readonly authorities: ReadonlyMap<string, readonly string[]>
  /** Secrets that sign affinity cookies, by farm name; the cookies of other farms are not signed. */
  readonly affinitySecrets: ReadonlyMap<string, string>
}

/** The world around an edge. */
export interface EdgeSurroundings {
  readonly dial: Dial
  /** The real address to bind for an endpoint of the plan; the lab gives 127.0.0.1 and port 0. */
  readonly bind: (endpoint: Endpoint) => { readonly host: string; readonly port: number }
  /** Told of every exchange once it is over; must not throw. Records cost something, so without it none are made. */
  readonly record?: (hop: HopRecord) => void
  /** What TLS session tickets are encrypted with, 48 random bytes: processes that share a port must share them. Own ones when absent. */
  readonly ticketKeys?: Buffer
  /** Address and port of the client as the edge is to see them; the lab gives the virtual ones. The socket's own when absent. */
  readonly clientOf?: (remoteAddress: string, remotePort: number) => Endpoint
}

export interface StartedListener {
  readonly endpoint: Endpoint
  readonly tls: boolean
  /** The real socket. */
  readonly host: string
  readonly port: number
}

export interface ServerState {
  readonly farm: string
  readonly server: string
  /** What the file says, or `setServerState` did since. */
  readonly state: AdminState
  readonly healthy: boolean
  /** Why it is unhealthy, in a sentence. */
  readonly reason: string | undefined
  readonly requestsInFlight: number
  /** Bytes of bodies, and of what tunnels carried, to the server and from it. */
  readonly requestBytes: number
  readonly responseBytes: number
  readonly address: Endpoint
  /** Moving average until the first byte of an answer, in milliseconds; undefined until one was seen. */
  readonly responseMilliseconds: number | undefined
  /** Connections open now. */
  readonly connections: number
}

/** A running edge. Disposing closes at once; `close` drains first. */
export interface StartedEdge extends AsyncDisposable {
  readonly name: string
  readonly listeners: readonly StartedListener[]
  /** Whether it has begun to close. */
  readonly draining: boolean
  servers(): readonly ServerState[]
  /** What it has counted so far (docs/operating.md). */
  metrics(): MetricsSnapshot
  /** Kept once every server was probed for the first time. */
  whenProbed(): Promise<void>
  /** Runs every health probe once, now, and waits for the results. */
  probe(): Promise<void>
  /**
   * Gives a server another state at once, until a reload changes what the file says of that server, or its address.
   * @throws BH_ERR_EDGE_NO_FARM, BH_ERR_EDGE_NO_SERVER
   */
  setServerState(farm: string, server: string, state: AdminState): void
  /** Takes rules, farms and certificates of a new setup into use; connections and listeners stay. */
  reload(setup: EdgeSetup): void
  /** Stops listening, lets running exchanges end for at most so many milliseconds, then closes. */
  close(drainMilliseconds: number): Promise<void>
}
