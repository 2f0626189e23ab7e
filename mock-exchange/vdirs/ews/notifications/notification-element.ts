import { type Markup, markup } from '../../../xml/markup.ts'
import type { NotificationEvent } from './event.ts'
import type { Subscription } from './subscription.ts'

/** Events that one notification tells; MoreEvents says that there are others. */
const mostEvents = 50

/** `m:Notification`, and how far it leads. */
export interface Notification {
  readonly element: Markup
  /** Number of the last event that it tells. */
  readonly reached: number
}

/**
 * What has happened since event number `after`; a StatusEvent when nothing has.
 * @param events all that came after it
 */
export function notificationOf(
  subscription: Subscription,
  after: number,
  events: readonly NotificationEvent[],
): Notification {
  const previous = subscription.watermark(after)
  const told = events
    .slice(0, mostEvents)
    .map(
      ({ type, content }, index) =>
        markup`<t:${type}><t:Watermark>${subscription.watermark(after + index + 1)}</t:Watermark>${content}</t:${type}>`,
    )
  const status = markup`<t:StatusEvent><t:Watermark>${previous}</t:Watermark></t:StatusEvent>`
  const element = markup`<m:Notification><t:SubscriptionId>${subscription.id}</t:SubscriptionId><t:PreviousWatermark>${
    previous
  }</t:PreviousWatermark><t:MoreEvents>${events.length > mostEvents}</t:MoreEvents>${
    told.length === 0 ? status : told
  }</m:Notification>`
  return { element, reached: after + told.length }
}
