/**
 * The time of one lab. Exchange's slow timers (the 15-minute poll of Active Directory, a mailbox's session ends) run on
 * it, so that a scenario can advance it; sockets and deadlines use real time and do not.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls back once the clock has come to `now() + milliseconds`; the answer takes the call back. */
  after(milliseconds: number, callback: () => void): () => void
}

/** A clock that runs with real time and can be advanced. */
export interface AdvanceableClock extends Clock {
  /** Moves the clock forward; what falls due on the way is called in order of time, each at its time, before this returns. */
  advance(milliseconds: number): void
  /** Drops all that is still to be called. */
  [Symbol.dispose](): void
}

interface Due {
  readonly at: number
  readonly callback: () => void
  timer: NodeJS.Timeout
}

/** A new clock at the present time. Its timers keep no process alive. */
export function createClock(): AdvanceableClock {
  let ahead = 0
  const dues = new Set<Due>()
  const now = (): number => Date.now() + ahead

  const arm = (due: Due): NodeJS.Timeout => {
    // A timer of Node's holds 2^31-1 ms at most; a longer wait is armed again when it ends.
    const wait = Math.min(Math.max(due.at - now(), 0), 2_147_483_647)
    const timer = setTimeout(() => run(due), wait)
    timer.unref()
    return timer
  }
  const run = (due: Due): void => {
    if (!dues.has(due)) return
    if (due.at > now()) {
      due.timer = arm(due)
      return
    }
    dues.delete(due)
    due.callback()
  }
  const earliest = (until: number): Due | undefined =>
    [...dues]
      .filter(({ at }) => at <= until)
      .reduce<Due | undefined>((a, b) => (a === undefined || b.at < a.at ? b : a), undefined)

  return {
    now,
    after(milliseconds, callback) {
      const due: Due = { at: now() + milliseconds, callback, timer: undefined as unknown as NodeJS.Timeout }
      due.timer = arm(due)
      dues.add(due)
      return () => {
        clearTimeout(due.timer)
        dues.delete(due)
      }
    },
    advance(milliseconds) {
      const target = now() + milliseconds
      // One after the other: what is called may set up what falls due within the same advance.
      for (let due = earliest(target); due !== undefined; due = earliest(target)) {
        ahead += Math.max(0, due.at - now())
        clearTimeout(due.timer)
        run(due)
      }
      ahead += Math.max(0, target - now())
    },
    [Symbol.dispose]() {
      for (const due of dues) clearTimeout(due.timer)
      dues.clear()
    },
  }
}
