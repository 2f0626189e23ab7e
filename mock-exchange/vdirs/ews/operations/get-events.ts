import { textOf } from '../../../xml/document.ts'
import { EwsError } from '../errors.ts'
import { messagesNamespace } from '../namespaces.ts'
import { notificationOf } from '../notifications/notification-element.ts'
import { readWatermark } from '../notifications/subscription-id.ts'
import { subscriptionsOf } from '../notifications/table.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'

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
        return notificationOf(subscription, after, events).element
      }),
    ]
  },
}
