// What one protocol's clients have seen so far.

import type { Socket } from 'node:net'
import type { VantagePoint } from '../../base/vantage-point.ts'
import { Histogram } from './histogram.ts'

/** Figures of one profile at a moment; part of the JSON of `bridgehead load --format json`. */
export interface ProfileFigures {
  readonly profile: string
  readonly users: number
  /** HTTP answers, those of held requests and of every leg of a log-on too. */
  readonly requests: number
  readonly requestsPerSecond: number
  /** Rounds that came to their end well: a folder opened, a Ping answered, a user logged on. */
  readonly rounds: number
  /** Milliseconds until the answer was whole, without held requests; null before the first. */
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  /** Rounds that failed, and why how often. */
  readonly errors: number
  readonly errorsByCause: Readonly<Record<string, number>>
  /** Requests that a server holds: now, and the most at once. */
  readonly held: number
  readonly mostHeld: number
  /** Connections open: now, and the most at once. */
  readonly connections: number
  readonly mostConnections: number
}

/** Counts what happens to the clients of one profile. */
export class Figures {
  readonly profile: string
  readonly users: number
  readonly #times = new Histogram()
  readonly #errors = new Map<string, number>()
  #requests = 0
  #rounds = 0
  readonly #held = new Level()
  readonly #connections = new Level()

  constructor(profile: string, users: number) {
    this.profile = profile
    this.users = users
  }

  /** An answer is whole. Without a time it counts, but not among the times: it was held. */
  answered(milliseconds: number | undefined): void {
    this.#requests += 1
    if (milliseconds !== undefined) this.#times.add(milliseconds)
  }

  round(): void {
    this.#rounds += 1
  }

  failed(cause: string): void {
    this.#errors.set(cause, (this.#errors.get(cause) ?? 0) + 1)
  }

  /** A server holds a request from now on; the answer says that it no longer does. */
  hold(): () => void {
    return this.#held.up()
  }

  /** The vantage with its connections counted. */
  counting(from: VantagePoint): VantagePoint {
    return {
      ...from,
      dial: async (...given) => {
        const socket: Socket = await from.dial(...given)
        socket.once('close', this.#connections.up())
        return socket
      },
    }
  }

  /** @param seconds since the load began */
  now(seconds: number): ProfileFigures {
    const time = (share: number): number | null => rounded(this.#times.quantile(share))
    return {
      profile: this.profile,
      users: this.users,
      requests: this.#requests,
      requestsPerSecond: rounded(this.#requests / Math.max(seconds, 0.001)) ?? 0,
      rounds: this.#rounds,
      p50: time(0.5),
      p95: time(0.95),
      p99: time(0.99),
      errors: [...this.#errors.values()].reduce((sum, count) => sum + count, 0),
      errorsByCause: Object.fromEntries([...this.#errors].sort(([, a], [, b]) => b - a)),
      held: this.#held.now,
      mostHeld: this.#held.most,
      connections: this.#connections.now,
      mostConnections: this.#connections.most,
    }
  }
}

/** How many there are of something, and the most there were at once. */
class Level {
  now = 0
  most = 0

  up(): () => void {
    this.now += 1
    this.most = Math.max(this.most, this.now)
    let over = false
    return () => {
      if (!over) this.now -= 1
      over = true
    }
  }
}

function rounded(number: number | undefined): number | null {
  return number === undefined ? null : Math.round(number * 10) / 10
}
