// One subscription: what happens in some folders of a mailbox, kept until it is told.
//
//   mailbox ──onChange──▶ events of the asked types and folders ─┬▶ kept, numbered: GetEvents asks for them (pull), or the
//                                                                │  client is told of them (push)
//                                                                └▶ to the open stream, or kept until there is one

import type { Clock } from '../../../../base/clock.ts'
import type { UserPlan } from '../../../../topology/lab-plan.ts'
import type { MailboxEvent } from '../../../mailbox/changes.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { type EventType, eventsOf, type NotificationEvent } from './event.ts'
import { watermarkOf } from './subscription-id.ts'

/** Events kept for a subscriber that does not come for them; older ones are lost, and their watermarks with them. */
const mostEvents = 1_000

export type SubscriptionKind = 'streaming' | 'pull' | 'push'

export interface SubscriptionSetup {
  readonly id: string
  readonly owner: UserPlan
  readonly mailbox: Mailbox
  readonly clock: Clock
  readonly kind: SubscriptionKind
  readonly types: ReadonlySet<EventType>
  /** Counters of folders; undefined for all folders of the mailbox. */
  readonly folders: ReadonlySet<number> | undefined
  /** Milliseconds without anybody asking after which it ends. */
  readonly lifetime: number
  readonly onEnd: (subscription: Subscription) => void
}

/** What an open stream does with its subscriptions' events. */
export interface EventSink {
  events(subscription: Subscription, events: readonly NotificationEvent[]): void
  /** The subscription is no more, or is told elsewhere from now on. */
  lost(subscription: Subscription, reason: 'ended' | 'superseded'): void
}

/** Who is to be told that there are events, and that there will be no more. */
export interface EventListener {
  wake(): void
  stop(): void
}

export class Subscription {
  readonly id: string
  readonly owner: UserPlan
  readonly kind: SubscriptionKind
  readonly #setup: SubscriptionSetup
  readonly #stop: () => void
  #kept: NotificationEvent[] = []
  /** Number of the last event; the first is 1. */
  #last = 0
  #sink: EventSink | undefined
  #listener: EventListener | undefined
  #cancelEnd: () => void = () => undefined

  constructor(setup: SubscriptionSetup) {
    this.#setup = setup
    this.id = setup.id
    this.owner = setup.owner
    this.kind = setup.kind
    this.#stop = setup.mailbox.onChange((happened) => this.#hear(happened))
    this.touch()
  }

  /** Tells somebody of events, who asks for them then. */
  listen(listener: EventListener): void {
    this.#listener = listener
  }

  /** Number of the last event. */
  get last(): number {
    return this.#last
  }

  /** The watermark of an event by its number; of the last one when absent. */
  watermark(event: number = this.#last): string {
    return watermarkOf(this.id, event)
  }

  /** The lifetime begins anew. */
  touch(): void {
    this.#cancelEnd()
    this.#cancelEnd = this.#setup.clock.after(this.#setup.lifetime, () => this.end())
  }

  /** The kept events after number `after`; undefined when some of these are lost, or there never were so many. */
  since(after: number): readonly NotificationEvent[] | undefined {
    const first = this.#last - this.#kept.length
    if (after < first || after > this.#last) return undefined
    return this.#kept.slice(after - first)
  }

  /** Sends events to a stream, those kept so far at once; a stream that had them before loses them. */
  attach(sink: EventSink): void {
    const before = this.#sink
    this.#sink = sink
    before?.lost(this, 'superseded')
    this.#cancelEnd()
    const kept = this.#kept
    this.#kept = []
    if (kept.length > 0) sink.events(this, kept)
  }

  /** The stream is over; the lifetime without one begins. */
  detach(sink: EventSink): void {
    if (this.#sink !== sink) return
    this.#sink = undefined
    this.touch()
  }

  end(): void {
    this.#cancelEnd()
    this.#stop()
    this.#setup.onEnd(this)
    this.#listener?.stop()
    const sink = this.#sink
    this.#sink = undefined
    sink?.lost(this, 'ended')
  }

  #hear(happened: MailboxEvent): void {
    const { types, folders, mailbox, clock, kind } = this.#setup
    const wanted = eventsOf(happened, mailbox, clock.now()).filter(
      (event) =>
        types.has(event.type) && (folders === undefined || event.folders.some((counter) => folders.has(counter))),
    )
    if (wanted.length === 0) return
    this.#last += wanted.length
    if (kind === 'streaming' && this.#sink !== undefined) {
      this.#sink.events(this, wanted)
      return
    }
    this.#kept.push(...wanted)
    if (this.#kept.length > mostEvents) this.#kept.splice(0, this.#kept.length - mostEvents)
    this.#listener?.wake()
  }
}
