// Messages ([MS-ASEMAIL]).

import { createHash } from 'node:crypto'
import { childOf, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { Item, Message } from '../../../mailbox/item.ts'
import { importances } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { meetingClass } from '../../../mailbox/meeting-class.ts'
import { topicOf } from '../../../mailbox/subject.ts'
import { attachmentElements } from './attachments.ts'
import { bodyElements, oldBodyElements } from './body.ts'
import type { ItemClass, WriteSetup } from './item-class.ts'
import { categoriesElement, readCategories } from './shared-elements.ts'
import { addressText, clean, dateText } from './values.ts'

const email = tagsOf('Email')
const email2 = tagsOf('Email2')

const flagStatuses = { none: '0', complete: '1', flagged: '2' } as const

/** PidTagLastVerbExecuted: what the owner did with the message last, by its values in MAPI and in ActiveSync. */
export const lastVerb = {
  property: '0x1081',
  reply: { mapi: 102, activeSync: '1' },
  forward: { mapi: 104, activeSync: '3' },
} as const

async function write(item: Item, setup: WriteSetup): Promise<WbxmlElement[]> {
  if (item.kind !== 'message') return []
  const { version, options, serverId } = setup
  const { to, cc, replyTo, subject, receivedAt, read, importance, itemClass } = item
  const isMeeting = meetingClass(item) !== undefined
  const contentClass = isMeeting ? 'calendarmessage' : 'message'
  const meeting = isMeeting ? (await import('./meeting-request.ts')).meetingRequestElements(item, setup) : []
  const list = (addresses: Message['to']): string => clean(addresses.map(addressText).join(', '))
  return [
    ...(to.length === 0 ? [] : [email('To', list(to))]),
    ...(cc.length === 0 ? [] : [email('Cc', list(cc))]),
    ...(item.from === undefined ? [] : [email('From', list([item.from]))]),
    email('Subject', clean(subject)),
    ...(replyTo.length === 0 ? [] : [email('ReplyTo', list(replyTo))]),
    email('DateReceived', dateText(receivedAt)),
    email('DisplayTo', clean(to.map(({ name, address }) => name || address).join('; '))),
    email('ThreadTopic', clean(topicOf(subject))),
    email('Importance', String(importances.indexOf(importance))),
    email('Read', read ? '1' : '0'),
    ...attachmentElements(item, serverId, version),
    ...(version < 120 ? oldBodyElements(item, options, 'Email') : await bodyElements(item, options)),
    email('MessageClass', itemClass),
    ...meeting,
    email('InternetCPID', '65001'),
    ...(version < 120 ? [] : [flagElement(item), email('ContentClass', `urn:content-classes:${contentClass}`)]),
    ...(version < 140 ? [] : conversationElements(item)),
    ...(version < 140 ? [] : categoriesElement('Email', item.categories)),
  ]
}

/** What alone has changed when a message was read: the whole message need not come again. */
export function readStateElements({ read }: Item): WbxmlElement[] {
  return [email('Read', read ? '1' : '0')]
}

function flagElement({ flag }: Item): WbxmlElement {
  return flag === 'none'
    ? email('Flag')
    : email('Flag', email('Status', flagStatuses[flag]), email('FlagType', 'Flag for follow up'))
}

/** The conversation is known by its subject, as Exchange does for messages without an index of their own. */
function conversationElements(item: Message): WbxmlElement[] {
  const id = createHash('md5').update(topicOf(item.subject).toLowerCase()).digest()
  const time = Buffer.alloc(8)
  // Windows file time, of which an index has the upper five bytes (PidTagConversationIndex).
  time.writeBigUInt64BE((BigInt(item.sentAt ?? item.receivedAt) + 11_644_473_600_000n) * 10_000n)
  const verb = item.properties.get(lastVerb.property)
  const done = [lastVerb.reply, lastVerb.forward].find(({ mapi }) => mapi === verb)
  const sender = item.sender !== undefined && item.sender.address !== item.from?.address ? item.sender : undefined
  return [
    email2('ConversationId', id),
    email2('ConversationIndex', time.subarray(0, 5)),
    ...(done === undefined ? [] : [email2('LastVerbExecuted', done.activeSync)]),
    ...(sender === undefined ? [] : [email2('Sender', clean(addressText(sender)))]),
  ]
}

/** Of a message, devices change the read state, the flag and the categories. */
function change(mailbox: Mailbox, item: Item, data: WbxmlElement): Item | undefined {
  const read = textOf(data, 'Email', 'Read')
  if (read !== undefined && !/^[01]$/.test(read)) return undefined
  const flagged = childOf(data, 'Email', 'Flag')
  const status = textOf(flagged, 'Email', 'Status')
  let changed = read === undefined ? item : mailbox.setRead(item, read === '1')
  if (flagged !== undefined) {
    const flag = status === '2' ? 'flagged' : status === '1' ? 'complete' : 'none'
    changed = mailbox.mark(changed, { flag })
  }
  const { categories } = readCategories(data, 'Email')
  return categories === undefined ? changed : mailbox.mark(changed, { categories })
}

export const emailClass: ItemClass = {
  name: 'Email',
  containerClass: 'IPF.Note',
  kind: 'message',
  write,
  // Mail is sent, not added; drafts from devices come with protocol 16.0.
  readNew: () => undefined,
  change,
}
