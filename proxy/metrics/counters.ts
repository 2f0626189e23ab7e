// What the engine counts while it works: plain numbers on objects that it has at hand, added to where something happens.
// Nothing here is made for a request. `edge-metrics.ts` reads them when somebody asks.

import type { FailureCause } from '../../base/failure-cause.ts'
import { Histogram, responseBounds } from './histogram.ts'

// Three digits (RFC 9110 section 15); of those above 599 the RFC says nothing, but servers send them.
const statusCount = 1_000

/** Counts by status code; the place 0 is for what ended without any. */
export type StatusCounts = Float64Array

/** Counts by cause; causes that never were do not stand in it. */
export type CauseCounts = Map<FailureCause, number>

/** Counts one more of a cause. */
export function countCause(counts: CauseCounts, cause: FailureCause): void {
  counts.set(cause, (counts.get(cause) ?? 0) + 1)
}

/** The counters of one listener. */
export class ListenerCounters {
  /** As the edge file names it; the real address where that says port 0. */
  name: string
  /** Connections accepted, now open, and closed by the edge before a request was read. */
  accepted = 0
  open = 0
  refused = 0
  /** Times that a connection could not be accepted: the process had no file descriptor left for it. */
  acceptsFailed = 0
  handshakesFull = 0
  handshakesResumed = 0
  handshakesFailed = 0
  /** Open now: connections passed through, and those that have switched to another protocol. */
  tunnels = 0
  /** Requests that are over, by the status that the client got. */
  readonly byStatus: StatusCounts = new Float64Array(statusCount)
  /** Requests and connections that failed. */
  readonly failures: CauseCounts = new Map()

  constructor(name: string) {
    this.name = name
  }
}

/** The counters of one server of a farm. They go on over a reload that keeps the server. */
export class ServerCounters {
  /** Requests that are over and were last meant for this server, by the status that the client got. */
  readonly byStatus: StatusCounts = new Float64Array(statusCount)
  /** The same requests, and connections passed through, as far as they failed. */
  readonly failures: CauseCounts = new Map()
  /** Time from sending a request until the first byte of its answer, in seconds. */
  readonly responseSeconds = new Histogram(responseBounds)
  connectionsOpened = 0
  /** Requests that found a connection at rest. */
  connectionsReused = 0
  /** Of those open now, the ones that wait for a request. */
  connectionsAtRest = 0
  /** Connections that could not be opened, whatever became of the request. */
  readonly connectFailures: CauseCounts = new Map()
  /** Requests that were tried anew, here or elsewhere, after this server had failed. */
  retries = 0
  /** Turns from healthy to unhealthy and back. */
  healthChanges = 0
  probesHealthy = 0
  probesUnhealthy = 0
  /** How long the last probe took; undefined before the first. */
  probeSeconds: number | undefined
}
