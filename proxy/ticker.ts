/** Something with deadlines, looked at on every tick. */
export interface Watched {
  /** @param now by `performance.now()` */
  check(now: number): void
}

// Fine enough for limits of seconds, and coarse enough to cost nothing.
const tickMilliseconds = 100

/**
 * One coarse timer for all the deadlines of an edge, instead of one for each request. It runs only while something is
 * watched, and keeps no process alive.
 */
export class Ticker {
  readonly #watched = new Set<Watched>()
  #timer: NodeJS.Timeout | undefined
  #now = 0

  /** `performance.now()` of the last tick, at most a tick old. Nobody ticks while nothing is watched: it is looked at anew then. */
  get now(): number {
    return this.#timer === undefined ? performance.now() : this.#now
  }

  watch(watched: Watched): void {
    this.#watched.add(watched)
    if (this.#timer !== undefined) return
    this.#now = performance.now()
    this.#timer = setInterval(() => this.#tick(), tickMilliseconds)
    this.#timer.unref()
  }

  unwatch(watched: Watched): void {
    this.#watched.delete(watched)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#watched.clear()
  }

  #tick(): void {
    this.#now = performance.now()
    for (const watched of this.#watched) watched.check(this.#now)
    if (this.#watched.size === 0) this.stop()
  }
}
