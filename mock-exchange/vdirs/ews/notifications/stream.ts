// A stream of notifications: the answer to GetStreamingEvents, from its first envelope to its last
// (reference/exchange-protocols.md section 2.3).
//
//   OK ─▶ Notifications … ─▶ OK every 45 s ─▶ … ─▶ Closed, at the ConnectionTimeout or when no subscription is left

import { type Markup, markup } from '../../../xml/markup.ts'
import type { HeldCall } from '../../held-request.ts'
import { EwsError } from '../errors.ts'
import { type EwsCall, type ResponseMessage, refusal, success } from '../operation.ts'
import type { NotificationEvent } from './event.ts'
import type { EventSink, Subscription } from './subscription.ts'

/** Milliseconds of the lab's clock between two signs of life. */
const keepAlive = 45_000

/** Envelopes that wait for a client that does not read; beyond that the stream is cut, as the server's memory is not its client's. */
const mostWaiting = 1_000

export interface StreamSetup {
  readonly subscriptions: readonly Subscription[]
  /** Milliseconds of the lab's clock until it closes. */
  readonly timeout: number
  readonly clock: EwsCall['context']['clock']
  readonly held: HeldCall
  /** Called once, when the stream is over in whatever way. */
  readonly onEnd: () => void
}

/** The envelopes of a stream, each a list of one response message. To be iterated once. */
export class NotificationStream implements AsyncIterableIterator<readonly ResponseMessage[]>, EventSink {
  readonly #setup: StreamSetup
  readonly #open: Set<Subscription>
  readonly #waiting: ResponseMessage[] = []
  #wake: ((result: IteratorResult<readonly ResponseMessage[]>) => void) | undefined
  #state: 'open' | 'last' | 'over' = 'open'
  #cancelKeepAlive: () => void = () => undefined
  readonly #cancelTimeout: () => void
  readonly #abort = (): void => this.#end()

  constructor(setup: StreamSetup) {
    this.#setup = setup
    this.#open = new Set(setup.subscriptions)
    const { clock, timeout, held } = setup
    this.#cancelTimeout = clock.after(timeout, () => this.#close(success(closed)))
    held.signal.addEventListener('abort', this.#abort, { once: true })
    this.#send(success(markup`<m:ConnectionStatus>OK</m:ConnectionStatus>`))
    for (const subscription of setup.subscriptions) subscription.attach(this)
    if (held.signal.aborted) this.#end()
    else held.noteHeld()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<readonly ResponseMessage[]>> {
    const message = this.#waiting.shift()
    if (message !== undefined) return Promise.resolve({ done: false, value: [message] })
    if (this.#state !== 'open') {
      this.#end()
      return Promise.resolve({ done: true, value: undefined })
    }
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  return(): Promise<IteratorResult<readonly ResponseMessage[]>> {
    this.#end()
    return Promise.resolve({ done: true, value: undefined })
  }

  events(subscription: Subscription, events: readonly NotificationEvent[]): void {
    const list = events.map(({ type, content }) => markup`<t:${type}>${content}</t:${type}>`)
    const notification = markup`<m:Notification><t:SubscriptionId>${subscription.id}</t:SubscriptionId>${list}</m:Notification>`
    this.#send(success(markup`<m:Notifications>${notification}</m:Notifications>`))
  }

  lost(subscription: Subscription, reason: 'ended' | 'superseded'): void {
    this.#open.delete(subscription)
    const error =
      reason === 'superseded'
        ? new EwsError('ErrorNewEventStreamConnectionOpened', 'A new event stream connection has been opened.')
        : new EwsError('ErrorSubscriptionUnsubscribed', 'The subscription has been unsubscribed.')
    const last = this.#open.size === 0
    const message = refusal(error, markup`${failedIds([subscription.id])}${last ? closed : undefined}`)
    if (last) this.#close(message)
    else this.#send(message)
  }

  #send(message: ResponseMessage): void {
    if (this.#state !== 'open') return
    this.#cancelKeepAlive()
    const { clock } = this.#setup
    this.#cancelKeepAlive = clock.after(keepAlive, () =>
      this.#send(success(markup`<m:ConnectionStatus>OK</m:ConnectionStatus>`)),
    )
    this.#put(message)
  }

  #put(message: ResponseMessage): void {
    const wake = this.#wake
    this.#wake = undefined
    if (wake !== undefined) wake({ done: false, value: [message] })
    else this.#waiting.push(message)
    if (this.#waiting.length > mostWaiting) {
      this.#waiting.length = 0
      this.#end()
    }
  }

  /** The last envelope, and no more after it. */
  #close(message: ResponseMessage): void {
    if (this.#state !== 'open') return
    this.#put(message)
    this.#state = 'last'
    this.#release()
  }

  /** Over, with nothing more to send. */
  #end(): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#release()
    this.#wake?.({ done: true, value: undefined })
    this.#wake = undefined
  }

  #release(): void {
    this.#cancelKeepAlive()
    this.#cancelTimeout()
    this.#setup.held.signal.removeEventListener('abort', this.#abort)
    for (const subscription of this.#open) subscription.detach(this)
    this.#open.clear()
    this.#setup.onEnd()
  }
}

const closed = markup`<m:ConnectionStatus>Closed</m:ConnectionStatus>`

/** A stream that cannot begin: the error with the ids that it is about. */
export function refusedStream(error: EwsError, ids: readonly string[]): ResponseMessage {
  return refusal(error, markup`${failedIds(ids)}${closed}`)
}

function failedIds(ids: readonly string[]): Markup {
  return markup`<m:ErrorSubscriptionIds>${ids.map((id) => markup`<m:SubscriptionId>${id}</m:SubscriptionId>`)}</m:ErrorSubscriptionIds>`
}
