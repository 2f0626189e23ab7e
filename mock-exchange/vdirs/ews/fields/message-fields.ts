// Properties of messages (MessageType), in the order of the schema.

import { receivedFor } from '../../../mailbox/delegated-meetings.ts'
import type { Address, Message } from '../../../mailbox/item.ts'
import type { Change } from '../../../mailbox/item-change.ts'
import { displayList } from '../../../mailbox/mapi/people.ts'
import { tagKey } from '../../../mailbox/property-keys.ts'
import { topicOf } from '../../../mailbox/subject.ts'
import type { Element } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { mailboxElement, mailboxesElement, readMailbox, readMailboxes } from '../addresses.ts'
import { type Field, kept, plain, setter } from './field.ts'

type MessageField = Field<Message>

/** A property that is one person. */
function person(
  name: string,
  read: (message: Message) => Address | undefined,
  more: { readonly shown?: 'default'; readonly set?: (address: Address | undefined) => Change } = {},
): MessageField {
  const { shown = 'all', set } = more
  return {
    uri: `message:${name}`,
    element: name,
    shown,
    type: 'text',
    value: (message) => read(message)?.name,
    write: (message): Markup | undefined => {
      const address = read(message)
      return address && markup`<t:${name}>${mailboxElement(address)}</t:${name}>`
    },
    ...(set === undefined ? {} : { set: (element: Element | undefined) => set(readMailbox(element)) }),
  }
}

/** A property that is a list of people. */
function people(
  name: string,
  read: (message: Message) => readonly Address[],
  set: (list: Address[]) => Change,
): MessageField {
  return {
    uri: `message:${name}`,
    element: name,
    shown: 'default',
    detail: true,
    type: 'text',
    value: (message) => displayList(read(message)) || undefined,
    write: (message) => mailboxesElement(name, read(message)),
    set: (element) => set(readMailboxes(element)),
  }
}

export const messageFields: readonly MessageField[] = [
  person('Sender', ({ sender }) => sender, { set: (sender) => ({ sender }) }),
  people(
    'ToRecipients',
    ({ to }) => to,
    (to) => ({ to }),
  ),
  people(
    'CcRecipients',
    ({ cc }) => cc,
    (cc) => ({ cc }),
  ),
  people(
    'BccRecipients',
    ({ bcc }) => bcc,
    (bcc) => ({ bcc }),
  ),
  requested('IsReadReceiptRequested', 0x0029),
  requested('IsDeliveryReceiptRequested', 0x0023),
  kept('message:ConversationIndex', tagKey(0x0071), 'binary'),
  plain('message:ConversationTopic', 'text', ({ subject }) => topicOf(subject) || undefined),
  person('From', ({ from }) => from, { shown: 'default', set: (from) => ({ from }) }),
  plain('message:InternetMessageId', 'text', ({ messageId }) => messageId, {
    set: setter('text', (messageId) => ({ messageId })),
  }),
  plain('message:IsRead', 'boolean', ({ read }) => read, {
    shown: 'default',
    set: setter('boolean', (read = false) => ({ read })),
  }),
  { ...requested('IsResponseRequested', 0x0063), detail: true },
  plain('message:References', 'text', ({ references }) => references, {
    set: setter('text', (references) => ({ references })),
  }),
  {
    ...people(
      'ReplyTo',
      ({ replyTo }) => replyTo,
      (replyTo) => ({ replyTo }),
    ),
    shown: 'all',
  },
  person('ReceivedBy', () => undefined),
  person('ReceivedRepresenting', receivedFor),
]

/** A wish of the sender, which EWS shows as false rather than not at all. */
function requested(name: string, tag: number): MessageField {
  const field = kept<Message>(`message:${name}`, tagKey(tag), 'boolean')
  return plain<Message>(field.uri, 'boolean', ({ properties }) => properties.get(tagKey(tag)) === true, {
    shown: 'default',
    detail: true,
    ...(field.set === undefined ? {} : { set: field.set }),
  })
}
