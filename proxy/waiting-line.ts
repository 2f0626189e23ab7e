import type { Ticker, Watched } from './ticker.ts'

/** A request that waits for a server. */
export interface Waiting {
  /** Goes to a server, or fails for good; false: it has to wait on. */
  tryNow(): boolean
  /** It has waited for as long as it may. */
  waitedTooLong(): void
}

/**
 * The requests of a farm that wait for a server which is not full: first in, first out, but for those that are bound to one
 * server and wait for that. It outlives a reload, so that nobody loses the place.
 */
export class WaitingLine implements Watched {
  readonly #ticker: Ticker
  /** Until when each waits, by the ticker's clock; in order. */
  readonly #waiting = new Map<Waiting, number>()
  #moving = false

  constructor(ticker: Ticker) {
    this.#ticker = ticker
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.size
  }

  /** Takes a place at the end. @param milliseconds that it may wait */
  join(waiting: Waiting, milliseconds: number): void {
    if (this.#waiting.size === 0) this.#ticker.watch(this)
    this.#waiting.set(waiting, this.#ticker.now + milliseconds)
  }

  /** Gives up the place, if it has one. */
  leave(waiting: Waiting): void {
    if (this.#waiting.delete(waiting) && this.#waiting.size === 0) this.#ticker.unwatch(this)
  }

  /** To be called when a server may have room: lets go on who can. */
  move(): void {
    // Whoever goes on may fail at once, and call this again; what room that makes, the rest of the walk or a tick sees.
    if (this.#moving || this.#waiting.size === 0) return
    this.#moving = true
    for (const waiting of this.#waiting.keys()) if (waiting.tryNow()) this.leave(waiting)
    this.#moving = false
  }

  check(now: number): void {
    this.move()
    for (const [waiting, until] of this.#waiting) {
      if (now < until) continue
      this.leave(waiting)
      waiting.waitedTooLong()
    }
  }
}
