import type { MessageLimits } from '../http1/index.ts'
import type { EdgePlan } from '../topology/edge-plan.ts'
import type { BodyLimits } from './body-limits.ts'
import type { ClientCount } from './client-count.ts'
import type { Farm } from './farm.ts'
import type { MessagePolicy } from './message-policy.ts'
import type { Router } from './route.ts'
import type { Ticker } from './ticker.ts'
import type { TrustedAddresses } from './trusted-addresses.ts'
import type { EdgeSurroundings } from './types.ts'
import type { UnderWay } from './under-way.ts'

/** The configuration in effect. A reload puts another in its place; exchanges under way keep theirs. */
export interface ActivePlan {
  readonly plan: EdgePlan
  readonly router: Router
  readonly farms: ReadonlyMap<string, Farm>
  /** Addresses of proxies in front whose word on the client counts. */
  readonly trusted: TrustedAddresses
  /** How large the parts of a request may be. */
  readonly requestLimits: MessageLimits
  readonly bodyLimits: BodyLimits
  readonly messages: MessagePolicy
  /** Whether any farm is passed through by SNI. */
  readonly passesThrough: boolean
}

/** What all connections of a running edge share. */
export interface EdgeRun {
  readonly surroundings: EdgeSurroundings
  readonly ticker: Ticker
  readonly active: ActivePlan
  /** Whether the edge is closing: nothing new begins, connections end with their exchange. */
  readonly draining: boolean
  /** Whether the edge has cut off what was still under way. */
  readonly cutOff: boolean
  /** Requests and tunnels that have no record yet. */
  readonly underWay: UnderWay
  /** What the tickets of TLS sessions are encrypted with, from start to end, so that clients resume them across a reload. */
  readonly ticketKeys: Buffer
  /** The connections of clients. */
  readonly clients: ClientCount
  /** Numbers the connections to servers, from 1. */
  nextServerConnection(): number
}
