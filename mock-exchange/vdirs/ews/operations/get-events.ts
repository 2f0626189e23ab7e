import { textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { messagesNamespace } from '../namespaces.ts'
import { readWatermark } from '../notifications/subscription-id.ts'
import { subscriptionsOf } from '../notifications/table.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'

/** Events that one answer tells; MoreEvents says that there are others. */
const mostEvents = 50

/** What has happened since a watermark, for a pull subscription; a StatusEvent when nothing has. */
export const getEvents: EwsOperation = {
  name: 'GetEvents',
  run(request, { context, caller }) {
    const id = textOf(requiredChild(request, messagesNamespace, 'SubscriptionId')) ?? ''
    const watermark = textOf(requiredChild(request, messagesNamespace, 'Watermark')) ?? ''
    return [
      attempt(() => {
        const subscription = subscriptionsOf(context).find(id, caller)
        if (subscription.kind !== 'pull') {
          throw new EwsError('ErrorInvalidPullSubscriptionId', 'The subscription is not a pull subscription.')
        }
        const after = readWatermark(watermark, subscription.id)
        const events = after === undefined ? undefined : subscription.since(after)
        if (after === undefined || events === undefined) {
          throw new EwsError(
            'ErrorInvalidWatermark',
            'The watermark used for creating this subscription was not found.',
          )
        }
        subscription.touch()
        const told = events
          .slice(0, mostEvents)
          .map(
            ({ type, content }, index) =>
              markup`<t:${type}><t:Watermark>${subscription.watermark(after + index + 1)}</t:Watermark>${content}</t:${type}>`,
          )
        const status = markup`<t:StatusEvent><t:Watermark>${watermark}</t:Watermark></t:StatusEvent>`
        return markup`<m:Notification><t:SubscriptionId>${id}</t:SubscriptionId><t:PreviousWatermark>${
          watermark
        }</t:PreviousWatermark><t:MoreEvents>${events.length > mostEvents}</t:MoreEvents>${
          told.length === 0 ? status : told
        }</m:Notification>`
      }),
    ]
  },
}
