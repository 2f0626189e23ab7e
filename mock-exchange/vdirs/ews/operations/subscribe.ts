import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { attributeOf, childOf, childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { versionOf } from '../../exchange-version.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { findFolder } from '../folder-reference.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { type EventType, eventTypes } from '../notifications/event.ts'
import { postNotification } from '../notifications/push-client.ts'
import { PushDelivery } from '../notifications/push-delivery.ts'
import type { Subscription, SubscriptionKind } from '../notifications/subscription.ts'
import { subscriptionsOf } from '../notifications/table.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'

const minute = 60_000

/** A streaming subscription that nobody streams ends after half an hour. */
const streamingLifetime = 30 * minute

/**
 * Begins to note what happens in folders ([MS-OXWSNTIF], [MS-OXWSPSNTIF], streaming): to be asked for, streamed, or posted
 * to a URL of the client's.
 */
export const subscribe: EwsOperation = {
  name: 'Subscribe',
  run(request, call) {
    const streaming = childOf(request, messagesNamespace, 'StreamingSubscriptionRequest')
    const pull = childOf(request, messagesNamespace, 'PullSubscriptionRequest')
    const push = childOf(request, messagesNamespace, 'PushSubscriptionRequest')
    const asked = streaming ?? pull ?? push
    if (asked === undefined) throw schemaFault("The element 'Subscribe' has incomplete content.")
    const types = readTypes(asked)
    const kind = streaming !== undefined ? 'streaming' : pull !== undefined ? 'pull' : 'push'
    const minutes = kind === 'streaming' ? 0 : readMinutes(asked, kind === 'pull' ? 'Timeout' : 'StatusFrequency')
    return [
      attempt(() => {
        const { mailbox, folders } = readFolders(asked, call)
        const url = kind === 'push' ? readUrl(asked) : undefined
        const table = subscriptionsOf(call.context)
        const lifetime = lifetimes[kind] ?? minutes * minute
        const subscription = table.add({ owner: call.caller, mailbox, kind, types, folders, lifetime })
        const watermark =
          kind === 'streaming' ? undefined : markup`<m:Watermark>${subscription.watermark()}</m:Watermark>`
        if (url !== undefined) deliver(subscription, url, minutes * minute, call)
        return markup`<m:SubscriptionId>${subscription.id}</m:SubscriptionId>${watermark}`
      }),
    ]
  },
}

/** A pull subscription lives as long as it says; a push subscription ends when its client cannot be told. */
const lifetimes: Partial<Record<SubscriptionKind, number>> = {
  streaming: streamingLifetime,
  push: Number.POSITIVE_INFINITY,
}

function deliver(subscription: Subscription, url: URL, statusFrequency: number, { context }: EwsCall): void {
  const { clock, dial, trust } = context
  const setup = {
    dial,
    trust,
    signal: context.signalOf('EWS'),
    version: versionOf(context.plan).ewsRequestVersions.at(-1) ?? '',
  }
  const post = (notification: string) => postNotification(url, notification, setup)
  subscription.listen(new PushDelivery({ subscription, statusFrequency, clock, post }))
}

/** The client's own URL. @throws EwsError ErrorInvalidPushSubscriptionUrl */
function readUrl(asked: Element): URL {
  const text = textOf(requiredChild(asked, typesNamespace, 'URL')) ?? ''
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '') return url
  throw new EwsError('ErrorInvalidPushSubscriptionUrl', 'The URL of the push subscription is not valid.')
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
function readMinutes(asked: Element, name: string): number {
  const text = textOf(requiredChild(asked, typesNamespace, name)) ?? ''
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (minutes >= 1 && minutes <= 1_440) return minutes
  throw schemaFault(`The '${name}' element is invalid - The value '${text}' is invalid.`)
}
