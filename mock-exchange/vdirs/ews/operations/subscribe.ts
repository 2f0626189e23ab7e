import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { attributeOf, childOf, childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { findFolder } from '../folder-reference.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { type EventType, eventTypes } from '../notifications/event.ts'
import { subscriptionsOf } from '../notifications/table.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'

const minute = 60_000

/** A streaming subscription that nobody streams ends after half an hour. */
const streamingLifetime = 30 * minute

/** Begins to note what happens in folders ([MS-OXWSNTIF], [MS-OXWSPSNTIF], streaming). */
export const subscribe: EwsOperation = {
  name: 'Subscribe',
  run(request, call) {
    const streaming = childOf(request, messagesNamespace, 'StreamingSubscriptionRequest')
    const pull = childOf(request, messagesNamespace, 'PullSubscriptionRequest')
    const push = childOf(request, messagesNamespace, 'PushSubscriptionRequest')
    if (push !== undefined) return [attempt(refusePush)]
    const asked = streaming ?? pull
    if (asked === undefined) throw schemaFault("The element 'Subscribe' has incomplete content.")
    const types = readTypes(asked)
    const lifetime = streaming === undefined ? readTimeout(asked) : streamingLifetime
    return [
      attempt(() => {
        const { mailbox, folders } = readFolders(asked, call)
        const kind = streaming === undefined ? 'pull' : 'streaming'
        const table = subscriptionsOf(call.context)
        const subscription = table.add({ owner: call.caller, mailbox, kind, types, folders, lifetime })
        const watermark = kind === 'pull' ? markup`<m:Watermark>${subscription.watermark()}</m:Watermark>` : undefined
        return markup`<m:SubscriptionId>${subscription.id}</m:SubscriptionId>${watermark}`
      }),
    ]
  },
}

/** A truth about this server: it does not call clients. */
function refusePush(): never {
  throw new EwsError(
    'ErrorInvalidOperation',
    'This server delivers no push notifications; subscribe to streaming or pull notifications.',
  )
}

function readFolders(
  asked: Element,
  call: EwsCall,
): { readonly mailbox: Mailbox; readonly folders: ReadonlySet<number> | undefined } {
  const all = /^(true|1)$/.test(attributeOf(asked, 'SubscribeToAllFolders') ?? '')
  const list = childOf(asked, typesNamespace, 'FolderIds')
  const references = list === undefined ? [] : childrenOf(list)
  if (all === references.length > 0) {
    throw new EwsError(
      'ErrorInvalidSubscriptionRequest',
      all
        ? 'The FolderIds element should not be present when SubscribeToAllFolders is set to true.'
        : 'Subscriptions need FolderIds, or SubscribeToAllFolders set to true.',
    )
  }
  const found = references.map((reference) => findFolder(reference, call))
  const mailbox = found[0]?.mailbox ?? call.mailbox
  if (mailbox === undefined) throw new EwsError('ErrorMissingEmailAddress', 'The account does not have a mailbox.')
  return { mailbox, folders: all ? undefined : new Set(found.map(({ folder }) => folder.id.counter)) }
}

function readTypes(asked: Element): ReadonlySet<EventType> {
  const names = childrenOf(requiredChild(asked, typesNamespace, 'EventTypes')).map((element) => textOf(element) ?? '')
  const types = names.map((name) => {
    const type = eventTypes.find((known) => known === name)
    if (type === undefined) throw schemaFault(`The 'EventType' element is invalid - The value '${name}' is invalid.`)
    return type
  })
  if (types.length === 0) throw schemaFault("The element 'EventTypes' has incomplete content.")
  return new Set(types)
}

/** Minutes, 1 to 1440. */
function readTimeout(asked: Element): number {
  const text = textOf(requiredChild(asked, typesNamespace, 'Timeout')) ?? ''
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (minutes >= 1 && minutes <= 1_440) return minutes * minute
  throw schemaFault(`The 'Timeout' element is invalid - The value '${text}' is invalid.`)
}
