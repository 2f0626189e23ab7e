// Properties that items of every kind have (ItemType of types.xsd), in the order of the schema.

import { hasAttachments } from '../../../mailbox/has-attachments.ts'
import { headersOf } from '../../../mailbox/headers.ts'
import type { Item } from '../../../mailbox/item.ts'
import type { Change } from '../../../mailbox/item-change.ts'
import { displayList } from '../../../mailbox/mapi/people.ts'
import { markup } from '../../../xml/markup.ts'
import { attachmentList } from '../attachment-element.ts'
import { bodyElement, previewOf, readBody, writtenBody } from '../body.ts'
import { conversationId, instanceKey, itemIdElement, parentFolderId } from '../item-id.ts'
import { readStrings } from '../values.ts'
import { type Field, kept, plain, setter } from './field.ts'
import { flagElement, readFlag } from './flag.ts'
import { responseObjects } from './response-objects.ts'

const importances = { low: 'Low', normal: 'Normal', high: 'High' } as const
const sensitivities = {
  normal: 'Normal',
  personal: 'Personal',
  private: 'Private',
  confidential: 'Confidential',
} as const

/** The key whose value is `text`, in a table of names. */
function keyFor<Key extends string>(
  names: Readonly<Record<Key, string>>,
  text: string | undefined,
  standard: Key,
): Key {
  const found = (Object.keys(names) as Key[]).find((key) => names[key] === text)
  return found ?? standard
}

const asMessage = (item: Item) => (item.kind === 'message' ? item : undefined)
const isDraft = (item: Item): boolean => asMessage(item)?.draft ?? false

/** Up to the extended properties, which the schema puts in the middle. */
export const firstItemFields: readonly Field[] = [
  {
    uri: 'item:MimeContent',
    element: 'MimeContent',
    shown: 'none',
    detail: true,
    write: (_, { mime }) =>
      mime && markup`<t:MimeContent CharacterSet="UTF-8">${mime.toString('base64')}</t:MimeContent>`,
  },
  {
    uri: 'item:ItemId',
    element: 'ItemId',
    shown: 'default',
    write: (item, { mailbox }) => itemIdElement(mailbox, item),
  },
  {
    uri: 'item:ParentFolderId',
    element: 'ParentFolderId',
    shown: 'all',
    write: (item, { mailbox }) => parentFolderId(mailbox, item),
  },
  plain('item:ItemClass', 'text', ({ itemClass }) => itemClass, {
    set: setter('text', (itemClass = 'IPM.Note') => ({ itemClass })),
  }),
  plain('item:Subject', 'text', ({ subject }) => subject || undefined, {
    shown: 'default',
    set: setter('text', (subject = '') => ({ subject })),
  }),
  plain('item:Sensitivity', 'text', ({ sensitivity }) => sensitivities[sensitivity], {
    shown: 'default',
    set: setter('text', (text?: string) => ({ sensitivity: keyFor(sensitivities, text, 'normal') })),
  }),
  {
    uri: 'item:Body',
    element: 'Body',
    shown: 'default',
    detail: true,
    type: 'text',
    value: ({ body }) => body.content,
    write: (item, scope) => bodyElement('Body', writtenBody(item, scope)),
    set: (element, item) => readBody(element, item.body),
  },
  {
    uri: 'item:Attachments',
    element: 'Attachments',
    shown: 'default',
    detail: true,
    write: (item, { mailbox }) => attachmentList(mailbox, item),
  },
  plain('item:DateTimeReceived', 'instant', ({ receivedAt }) => receivedAt),
  plain('item:Size', 'number', ({ size }) => size, { shown: 'default' }),
  {
    ...plain('item:Categories', 'texts', ({ categories }) => categories),
    set: (element) => ({ categories: element === undefined ? [] : readStrings(element) }),
  },
  plain('item:Importance', 'text', ({ importance }) => importances[importance], {
    set: setter('text', (text?: string) => ({ importance: keyFor(importances, text, 'normal') })),
  }),
  plain('item:InReplyTo', 'text', (item) => asMessage(item)?.inReplyTo, {
    set: setter('text', (inReplyTo?: string) => ({ inReplyTo })),
  }),
  plain('item:IsSubmitted', 'boolean', () => false),
  plain('item:IsDraft', 'boolean', isDraft),
  plain('item:IsFromMe', 'boolean', () => false),
  plain('item:IsResend', 'boolean', () => false),
  plain('item:IsUnmodified', 'boolean', (item) => !isDraft(item)),
  {
    uri: 'item:InternetMessageHeaders',
    element: 'InternetMessageHeaders',
    shown: 'all',
    detail: true,
    write(item) {
      const headers = item.kind === 'message' ? headersOf(item) : []
      if (headers.length === 0) return undefined
      return markup`<t:InternetMessageHeaders>${headers.map(
        ([name, value]) => markup`<t:InternetMessageHeader HeaderName="${name}">${value}</t:InternetMessageHeader>`,
      )}</t:InternetMessageHeaders>`
    },
  },
  plain('item:DateTimeSent', 'instant', (item) => (item.kind === 'message' ? item.sentAt : item.createdAt), {
    shown: 'default',
  }),
  plain('item:DateTimeCreated', 'instant', ({ createdAt }) => createdAt, { shown: 'default' }),
  {
    uri: 'item:ResponseObjects',
    element: 'ResponseObjects',
    shown: 'all',
    detail: true,
    write: (item, { mailbox }) => responseObjects(item, mailbox),
  },
  plain('item:ReminderDueBy', 'instant', (item) => (item.kind === 'appointment' ? item.start : reminderOf(item)), {
    set: setter('instant', (value, item) => withProperty(item, '0x8502', value)),
  }),
  plain('item:ReminderIsSet', 'boolean', reminderIsSet, {
    set: setter('boolean', (value, item) =>
      item.kind === 'appointment'
        ? { reminderMinutes: value ? (item.reminderMinutes ?? 15) : undefined }
        : withProperty(item, '0x8503', value),
    ),
  }),
  plain('item:ReminderNextTime', 'instant', (item) => item.properties.get('Common:0x8560'), {
    shown: 'none',
    since: 2013,
  }),
  plain('item:ReminderMinutesBeforeStart', 'text', (item) => String(minutesBefore(item)), {
    set: (element, item) => {
      const minutes = element === undefined ? undefined : Number(element.textContent)
      if (item.kind === 'appointment') {
        const set = item.reminderMinutes !== undefined
        return set && minutes !== undefined ? { reminderMinutes: minutes } : {}
      }
      return withProperty(item, '0x8501', minutes)
    },
  }),
  plain('item:DisplayCc', 'text', (item) => displayList(asMessage(item)?.cc ?? []) || undefined),
  plain('item:DisplayTo', 'text', (item) => displayList(asMessage(item)?.to ?? []) || undefined),
  plain('item:HasAttachments', 'boolean', hasAttachments, { shown: 'default' }),
]

function withProperty({ properties }: Item, id: string, value: number | boolean | undefined): Change {
  const changed = new Map(properties)
  if (value === undefined) changed.delete(`Common:${id}`)
  else changed.set(`Common:${id}`, value)
  return { properties: changed }
}

function reminderOf({ properties }: Item): number | undefined {
  const due = properties.get('Common:0x8502')
  return typeof due === 'number' ? due : undefined
}

function reminderIsSet(item: Item): boolean {
  if (item.kind === 'appointment') return item.reminderMinutes !== undefined
  return item.properties.get('Common:0x8503') === true
}

function minutesBefore(item: Item): number {
  if (item.kind === 'appointment') return item.reminderMinutes ?? 15
  return Number(item.properties.get('Common:0x8501') ?? 0)
}

/** After the extended properties. */
export const lastItemFields: readonly Field[] = [
  kept('item:Culture', 'Culture', 'text', { shown: 'all' }),
  {
    uri: 'item:EffectiveRights',
    element: 'EffectiveRights',
    shown: 'all',
    write: () => effectiveRights('Item'),
  },
  plain('item:LastModifiedName', 'text', (item) => asMessage(item)?.sender?.name, { since: 2010 }),
  plain('item:LastModifiedTime', 'instant', ({ modifiedAt }) => modifiedAt, { since: 2010 }),
  plain('item:IsAssociated', 'boolean', () => false, { since: 2010 }),
  {
    uri: 'item:ConversationId',
    element: 'ConversationId',
    shown: 'all',
    since: 2010,
    write: (item, { mailbox }) =>
      item.kind === 'message' ? markup`<t:ConversationId Id="${conversationId(mailbox, item)}"/>` : undefined,
  },
  {
    uri: 'item:UniqueBody',
    element: 'UniqueBody',
    shown: 'none',
    detail: true,
    since: 2010,
    write: (item, scope) => bodyElement('UniqueBody', writtenBody(item, scope)),
  },
  {
    uri: 'item:Flag',
    element: 'Flag',
    shown: 'all',
    since: 2013,
    write: flagElement,
    set: (element) => readFlag(element),
  },
  plain('item:StoreEntryId', 'binary', ({ entryId }) => entryId, { shown: 'none', since: 2013 }),
  plain('item:InstanceKey', 'binary', (item) => instanceKey(item), { since: 2013 }),
  {
    uri: 'item:NormalizedBody',
    element: 'NormalizedBody',
    shown: 'none',
    detail: true,
    since: 2013,
    write: (item, scope) => bodyElement('NormalizedBody', writtenBody(item, scope)),
  },
  plain('item:Preview', 'text', (item) => previewOf(item) || undefined, { since: 2013 }),
  plain('item:BlockStatus', 'boolean', () => false, { shown: 'none', since: 2013 }),
  plain('item:HasBlockedImages', 'boolean', () => false, { shown: 'none', since: 2013 }),
  {
    uri: 'item:TextBody',
    element: 'TextBody',
    shown: 'none',
    detail: true,
    since: 2013,
    write: (item, scope) => bodyElement('TextBody', writtenBody(item, { ...scope, bodyType: 'text' })),
  },
  plain('item:IconIndex', 'text', () => 'Default', { shown: 'none', since: 2013 }),
]

/** What the owner may do, which is everything. */
export function effectiveRights(of: 'Item' | 'Folder') {
  const create = (value: boolean) =>
    markup`<t:CreateAssociated>${value}</t:CreateAssociated><t:CreateContents>${value}</t:CreateContents><t:CreateHierarchy>${value}</t:CreateHierarchy>`
  return markup`<t:EffectiveRights>${create(of === 'Folder')}<t:Delete>true</t:Delete><t:Modify>true</t:Modify><t:Read>true</t:Read><t:ViewPrivateItems>true</t:ViewPrivateItems></t:EffectiveRights>`
}
