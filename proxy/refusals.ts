import type { FailureCause } from '../base/failure-cause.ts'

/** What an edge has refused since it started, for whoever keeps count. */
export interface RefusalCounts {
  /** Connections beyond `limits.connections`. */
  readonly connections: number
  /** Connections beyond `limits.connectionsPerClient`. */
  readonly connectionsPerClient: number
  /** Times that a connection could not be accepted: the process had no file descriptor left for it. */
  readonly accepts: number
  /** TLS handshakes that failed, names refused among them. */
  readonly handshakes: number
  /** Requests that broke a rule of HTTP or of the edge. */
  readonly requests: number
  /** Requests whose head or body did not come in time. */
  readonly slowRequests: number
}

/** What can be refused. */
export type Refused = keyof RefusalCounts

const ofRequests: { readonly [Cause in FailureCause]?: Refused } = {
  'request-timeout': 'slowRequests',
  'request-too-large': 'requests',
  'bad-request': 'requests',
  misdirected: 'requests',
  loop: 'requests',
}

// A flood of refusals must not become a flood of records.
const betweenRecords = 1_000

/** Counts what an edge refuses. */
export class Refusals {
  readonly #counts: Record<Refused, number> = {
    connections: 0,
    connectionsPerClient: 0,
    accepts: 0,
    handshakes: 0,
    requests: 0,
    slowRequests: 0,
  }
  readonly #told = new Map<Refused, { at: number; count: number }>()

  /** So far. */
  get counts(): RefusalCounts {
    return { ...this.#counts }
  }

  count(what: Refused): void {
    this.#counts[what]++
  }

  /** Counts a request that failed for this cause, if it is the client's. */
  countRequest(cause: FailureCause): void {
    const what = ofRequests[cause]
    if (what !== undefined) this.count(what)
  }

  /**
   * How many were refused since the last record of them, at most once a second; undefined when it is too early for another.
   * @param now by `performance.now()`
   */
  toTell(what: Refused, now: number): number | undefined {
    const told = this.#told.get(what)
    if (told !== undefined && now - told.at < betweenRecords) return undefined
    const count = this.#counts[what]
    this.#told.set(what, { at: now, count })
    return count - (told?.count ?? 0)
  }
}
