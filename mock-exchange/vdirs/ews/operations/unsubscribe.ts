import { textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
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
        subscriptionsOf(context).find(id, caller).end()
        return markup``
      }),
    ]
  },
}
