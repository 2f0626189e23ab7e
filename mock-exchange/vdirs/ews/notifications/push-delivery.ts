// Push notifications ([MS-OXWSPSNTIF]): the server posts SendNotification to the client's URL, and the client's answer says
// whether it wants more.
//
//   subscribed ─▶ StatusEvent ─▶ events as they happen, a StatusEvent when nothing has for StatusFrequency minutes
//        answer OK ─▶ on ── answer Unsubscribe ─▶ over ── no answer ─▶ again after 30 s, 1 min, 2 min … StatusFrequency
//
// That the first StatusEvent comes at once, and how long is tried again, is recalled, not verified.

import type { Clock } from '../../../../base/clock.ts'
import { notificationOf } from './notification-element.ts'
import type { Subscription } from './subscription.ts'

/** Milliseconds until the first further try; each one after that waits twice as long. */
const firstRetry = 30_000

export interface PushSetup {
  readonly subscription: Subscription
  /** Milliseconds without events after which the client is told that the server is there. */
  readonly statusFrequency: number
  readonly clock: Clock
  /** Posts a notification; the promise is broken when there is no answer that says OK or Unsubscribe. */
  readonly post: (notification: string) => Promise<'OK' | 'Unsubscribe'>
}

export class PushDelivery {
  readonly #setup: PushSetup
  /** Number of the last event that the client has taken. */
  #taken: number
  #busy = false
  #over = false
  #cancelTimer: () => void = () => undefined

  constructor(setup: PushSetup) {
    this.#setup = setup
    this.#taken = setup.subscription.last
    this.#wait(0)
  }

  /** Something has happened: the client is told soon, with what else happens until then. */
  wake(): void {
    if (!this.#busy) this.#wait(0)
  }

  /** The subscription is over. */
  stop(): void {
    this.#over = true
    this.#cancelTimer()
  }

  #wait(milliseconds: number, retry = firstRetry): void {
    this.#cancelTimer()
    if (!this.#over) this.#cancelTimer = this.#setup.clock.after(milliseconds, () => void this.#deliver(retry))
  }

  async #deliver(retry: number): Promise<void> {
    const { subscription, statusFrequency, post } = this.#setup
    this.#busy = true
    const events = subscription.since(this.#taken)
    // Too much has happened while the client did not answer: it must begin anew.
    if (events === undefined) return subscription.end()
    const { element, reached } = notificationOf(subscription, this.#taken, events)
    try {
      const answer = await post(element.text)
      if (answer === 'Unsubscribe') return subscription.end()
      this.#taken = reached
      this.#busy = false
      this.#wait(subscription.last > reached ? 0 : statusFrequency)
    } catch {
      // Whatever went wrong is the client's: it is tried again, and then given up, as Exchange does.
      if (retry > statusFrequency) return subscription.end()
      this.#wait(retry, retry * 2)
    }
  }
}
