// What ROPs can ask of an item ([MS-OXCMSG] 2.2.1, [MS-OXOMSG] 2.2.1).

import { tags } from '../../../protocols/mapi/property-tags.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import { type Address, type Item, importances, plainText, sensitivities } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { splitSubject } from '../../mailbox/subject.ts'
import { PropertyTable } from './getters.ts'
import { changeKey, sourceKey } from './ids.ts'

/** An item with the mailbox that it lies in. */
export interface ItemSubject {
  readonly mailbox: Mailbox
  readonly item: Item
}

/** Bits of PidTagMessageFlags ([MS-OXCMSG] 2.2.1.6). */
const messageFlags = { read: 0x01, unsent: 0x08, hasAttachment: 0x10, fromMe: 0x20 } as const

const flagStates = { none: undefined, complete: 1, flagged: 2 } as const
/** PidTagNativeBody: the body is text, or HTML. */
const nativeBodies = { text: 1, html: 3 } as const
/** PidTagObjectType of a message. */
const messageType = 5
/** PidTagAccess of an owner: modify, read, delete. */
const ownerAccess = 0x07

type Side = 'from' | 'sender'

function addressOf({ item }: ItemSubject, side: Side): Address | undefined {
  if (item.kind === 'message') return item[side] ?? (side === 'sender' ? item.from : undefined)
  return item.kind === 'appointment' ? item.organizer : undefined
}

function display({ item }: ItemSubject, list: 'to' | 'cc' | 'bcc'): string | undefined {
  return item.kind === 'message' ? item[list].map(({ name, address }) => name || address).join('; ') : undefined
}

function flagsOf({ mailbox, item }: ItemSubject): number {
  const own = item.kind === 'message' && item.from?.address.toLowerCase() === mailbox.user.mailbox.toLowerCase()
  return (
    (item.read ? messageFlags.read : 0) |
    (item.kind === 'message' && item.draft ? messageFlags.unsent : 0) |
    (item.attachments.length > 0 ? messageFlags.hasAttachment : 0) |
    (own ? messageFlags.fromMe : 0)
  )
}

export const itemProperties = new PropertyTable<ItemSubject>([
  [tags.mid, ({ item }) => storeId(item.id.counter)],
  [tags.folderId, ({ item }) => storeId(item.folder)],
  [tags.instId, ({ item }) => storeId(item.id.counter)],
  [tags.instanceNum, () => 0],
  [tags.entryId, ({ item }) => item.entryId],
  [tags.recordKey, ({ item }) => item.entryId],
  [tags.instanceKey, ({ item }) => item.entryId],
  [tags.parentEntryId, ({ mailbox, item }) => mailbox.folderAt(item.folder).entryId],
  [tags.sourceKey, ({ item }) => sourceKey(item.id)],
  [tags.parentSourceKey, ({ mailbox, item }) => sourceKey(mailbox.folderAt(item.folder).id)],
  [tags.changeKey, ({ item }) => changeKey(item.id.replica, item.change)],
  [tags.changeNumber, ({ item }) => storeId(item.change)],
  [tags.objectType, () => messageType],
  [tags.access, () => ownerAccess],
  [tags.accessLevel, () => 1],
  [tags.messageClass, ({ item }) => item.itemClass],
  [tags.subject, ({ item }) => item.subject],
  [tags.normalizedSubject, ({ item }) => splitSubject(item.subject).rest],
  [tags.subjectPrefix, ({ item }) => splitSubject(item.subject).prefix],
  [tags.conversationTopic, ({ item }) => splitSubject(item.subject).rest],
  [tags.importance, ({ item }) => importances.indexOf(item.importance)],
  [tags.sensitivity, ({ item }) => sensitivities.indexOf(item.sensitivity)],
  [tags.flagStatus, ({ item }) => flagStates[item.flag]],
  [tags.messageFlags, flagsOf],
  [tags.read, ({ item }) => item.read],
  [tags.messageSize, ({ item }) => item.size],
  [tags.hasAttachments, ({ item }) => item.attachments.some(({ inline }) => !inline)],
  [tags.internetArticleNumber, ({ item }) => item.articleNumber],
  [tags.messageDeliveryTime, ({ item }) => item.receivedAt],
  [tags.creationTime, ({ item }) => item.createdAt],
  [tags.lastModificationTime, ({ item }) => item.modifiedAt],
  [tags.clientSubmitTime, ({ item }) => (item.kind === 'message' ? item.sentAt : undefined)],
  [tags.sentRepresentingName, (subject) => addressOf(subject, 'from')?.name],
  [tags.sentRepresentingAddressType, (subject) => addressOf(subject, 'from') && 'SMTP'],
  [tags.sentRepresentingEmailAddress, (subject) => addressOf(subject, 'from')?.address],
  [tags.sentRepresentingSmtpAddress, (subject) => addressOf(subject, 'from')?.address],
  [tags.senderName, (subject) => addressOf(subject, 'sender')?.name],
  [tags.senderAddressType, (subject) => addressOf(subject, 'sender') && 'SMTP'],
  [tags.senderEmailAddress, (subject) => addressOf(subject, 'sender')?.address],
  [tags.senderSmtpAddress, (subject) => addressOf(subject, 'sender')?.address],
  [tags.displayTo, (subject) => display(subject, 'to')],
  [tags.displayCc, (subject) => display(subject, 'cc')],
  [tags.displayBcc, (subject) => display(subject, 'bcc')],
  [tags.internetMessageId, ({ item }) => (item.kind === 'message' ? item.messageId : undefined)],
  [tags.inReplyToId, ({ item }) => (item.kind === 'message' ? item.inReplyTo : undefined)],
  [tags.internetReferences, ({ item }) => (item.kind === 'message' ? item.references : undefined)],
  [tags.body, ({ item }) => plainText(item)],
  [tags.html, ({ item }) => (item.body.type === 'html' ? Buffer.from(item.body.content) : undefined)],
  [tags.nativeBody, ({ item }) => nativeBodies[item.body.type]],
  [tags.internetCodepage, () => 65_001],
  [tags.messageLocaleId, () => 0x409],
])
