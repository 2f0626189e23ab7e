import { isDeepStrictEqual } from 'node:util'
import type {
  AppointmentContent,
  ContactContent,
  DistributionListContent,
  Item,
  MessageContent,
  TaskContent,
} from './item.ts'

type Loose<Content> = { readonly [Name in Exclude<keyof Content, 'kind'>]?: Content[Name] | undefined }

/** What setting a property changes of an item: of its content, and of what the store keeps beside it. */
export type Change = (
  | Loose<MessageContent>
  | Loose<AppointmentContent>
  | Loose<ContactContent>
  | Loose<DistributionListContent>
  | Loose<TaskContent>
) & {
  readonly read?: boolean
  readonly receivedAt?: number
}

/** An item with a change. A message's own MIME goes when it no longer says the same. */
export function changed(item: Item, change: Change): Item {
  const next = { ...item, ...change } as Item
  if (item.kind !== 'message' || next.kind !== 'message' || item.mime === undefined || 'mime' in change) return next
  const differs = inMime.some((key) => key in change && !isDeepStrictEqual(next[key], item[key]))
  return differs ? { ...next, mime: undefined } : next
}

/** What stands in a message's MIME. */
const inMime = [
  'subject',
  'body',
  'from',
  'sender',
  'to',
  'cc',
  'replyTo',
  'messageId',
  'inReplyTo',
  'references',
  'attachments',
] as const
