import { childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { EwsError, EwsFault, schemaFault } from '../errors.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { NotificationStream, refusedStream } from '../notifications/stream.ts'
import type { Subscription } from '../notifications/subscription.ts'
import { subscriptionsOf } from '../notifications/table.ts'
import { type EwsCall, type EwsOperation, type ResponseMessage, requiredChild } from '../operation.ts'

/** Subscriptions that one stream may tell (reference/exchange-protocols.md section 2.3). */
const mostSubscriptions = 200

/** Holds the request and tells, envelope by envelope, what happens. */
export const getStreamingEvents: EwsOperation = {
  name: 'GetStreamingEvents',
  run(request, call) {
    const list = requiredChild(request, messagesNamespace, 'SubscriptionIds')
    const ids = [...new Set(childrenOf(list, typesNamespace, 'SubscriptionId').map((id) => textOf(id) ?? ''))]
    if (ids.length === 0) throw schemaFault("The element 'SubscriptionIds' has incomplete content.")
    const timeout = readTimeout(requiredChild(request, messagesNamespace, 'ConnectionTimeout'))
    if (ids.length > mostSubscriptions) {
      throw new EwsFault('ErrorInvalidRequest', `A stream takes at most ${mostSubscriptions} subscriptions.`)
    }

    const { subscriptions, refused } = find(ids, call)
    if (refused !== undefined) return once(refused)
    const onEnd = subscriptionsOf(call.context).openStream(call.caller)
    if (onEnd === undefined) {
      throw new EwsFault(
        'ErrorExceededConnectionCount',
        'You have exceeded the available concurrent connections for your account. Try again once your other requests have completed.',
      )
    }
    return new NotificationStream({ subscriptions, timeout, clock: call.context.clock, held: call.hold(), onEnd })
  },
}

/** The subscriptions, or the first error with all ids that have the same. */
function find(
  ids: readonly string[],
  { context, caller }: EwsCall,
): { readonly subscriptions: readonly Subscription[]; readonly refused?: ResponseMessage } {
  const table = subscriptionsOf(context)
  const subscriptions: Subscription[] = []
  const errors = new Map<string, EwsError>()
  for (const id of ids) {
    try {
      const subscription = table.find(id, caller)
      if (subscription.kind === 'streaming') subscriptions.push(subscription)
      else errors.set(id, new EwsError('ErrorInvalidSubscription', 'The subscription is not a streaming subscription.'))
    } catch (error) {
      errors.set(id, EwsError.of(error))
    }
  }
  const [first] = errors.values()
  if (first === undefined) return { subscriptions }
  const same = [...errors].filter(([, { code }]) => code === first.code).map(([id]) => id)
  return { subscriptions: [], refused: refusedStream(first, same) }
}

async function* once(message: ResponseMessage): AsyncGenerator<readonly ResponseMessage[]> {
  yield [message]
}

/** Minutes, 1 to 30; milliseconds in the answer. */
function readTimeout(element: Element): number {
  const text = textOf(element) ?? ''
  const minutes = /^\d{1,2}$/.test(text) ? Number(text) : 0
  if (minutes >= 1 && minutes <= 30) return minutes * 60_000
  throw schemaFault(`The 'ConnectionTimeout' element is invalid - The value '${text}' is invalid.`)
}
