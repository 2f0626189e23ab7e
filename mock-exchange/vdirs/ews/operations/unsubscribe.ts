import { textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { messagesNamespace } from '../namespaces.ts'
import { subscriptionsOf } from '../notifications/table.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'

/** Ends a subscription of the caller's; a stream that tells it is told so. */
export const unsubscribe: EwsOperation = {
  name: 'Unsubscribe',
  run(request, { context, caller }) {
    const id = textOf(requiredChild(request, messagesNamespace, 'SubscriptionId')) ?? ''
    return [
      attempt(() => {
        const subscription = subscriptionsOf(context).find(id, caller)
        // A push subscription ends by the client's own answer to a notification. The code is recalled, not verified.
        if (subscription.kind === 'push') {
          throw new EwsError('ErrorInvalidSubscription', 'Push subscriptions end by the answer to a notification.')
        }
        subscription.end()
        return markup``
      }),
    ]
  },
}
