// EWS identifiers of folders, items and attachments. What is inside is what real ones hold: a byte for compression (none),
// the kind of id (3: by mailbox GUID), the mailbox, how the id is to be used, and the store's entry id. That is why all of
// them begin with `AAMk`.
//
//   0 | 3 | length, mailbox GUID | instruction | length, entry id | [start of an occurrence] | [count, length, attachment]

import { type StoreId, storeIdBytes } from '../../mailbox/entry-id.ts'
import type { Folder } from '../../mailbox/folders.ts'
import { guidOf } from '../../mailbox/guid.ts'
import type { Item, Message } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import type { OccurrenceItem } from '../../mailbox/occurrence-item.ts'
import { topicOf } from '../../mailbox/subject.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { EwsError } from './errors.ts'

const uncompressed = 0
const byMailboxGuid = 3
const conversationByMailboxGuid = 4

/** What is to be done with an id. */
const normal = 0
const occurrence = 1

/** What an `Id` holds. */
export interface EwsIdParts {
  readonly mailboxGuid: string
  readonly entryId: Buffer
  /** Start that the rule has for an occurrence of the item, in milliseconds since 1970. */
  readonly occurrence?: number
  /** Key of an attachment of the item. */
  readonly attachment?: Buffer
}

type Identified = { readonly entryId: Buffer } | Folder | Item

const ids = new WeakMap<Identified, string>()

/** `Id` of a folder, item or occurrence. */
export function ewsId(mailbox: Mailbox, identified: Identified): string {
  const known = ids.get(identified)
  if (known !== undefined) return known
  const at = 'occurrenceOf' in identified ? { occurrence: (identified as OccurrenceItem).originalStart } : {}
  const id = encodeEwsId({ mailboxGuid: mailbox.user.mailboxGuid, entryId: identified.entryId, ...at })
  ids.set(identified, id)
  return id
}

/** Puts an `Id` together. */
export function encodeEwsId({ mailboxGuid, entryId, occurrence: start, attachment }: EwsIdParts): string {
  const guid = Buffer.from(mailboxGuid, 'ascii')
  const head = Buffer.from([uncompressed, byMailboxGuid, guid.length, 0])
  const lengthOfEntryId = Buffer.from([start === undefined ? normal : occurrence, entryId.length, 0])
  const parts = [head, guid, lengthOfEntryId, entryId]
  if (start !== undefined) {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(BigInt(start))
    parts.push(bytes)
  }
  if (attachment !== undefined) parts.push(Buffer.from([1, attachment.length, 0]), attachment)
  return Buffer.concat(parts).toString('base64')
}

/**
 * Takes an `Id` apart.
 * @throws EwsError ErrorInvalidIdMalformed
 */
export function readEwsId(id: string): EwsIdParts {
  const malformed = new EwsError('ErrorInvalidIdMalformed', 'Id is malformed.')
  // No id of ours is near that long; base64 that is none decodes to something, so it is compared with what it was.
  if (id.length > 1_024 || !/^[A-Za-z0-9+/]+={0,2}$/.test(id)) throw malformed
  const bytes = Buffer.from(id, 'base64')
  const guidLength = bytes.length > 4 ? bytes.readUInt16LE(2) : 0
  const entryIdAt = 4 + guidLength + 3
  if (bytes[0] !== uncompressed || bytes[1] !== byMailboxGuid || bytes.length <= entryIdAt) throw malformed
  const instruction = bytes[entryIdAt - 3]
  const entryIdEnd = entryIdAt + bytes.readUInt16LE(entryIdAt - 2)
  const startEnd = entryIdEnd + (instruction === occurrence ? 8 : 0)
  if (startEnd > bytes.length || (instruction !== normal && instruction !== occurrence)) throw malformed
  const parts: EwsIdParts = {
    mailboxGuid: bytes.toString('ascii', 4, 4 + guidLength),
    entryId: bytes.subarray(entryIdAt, entryIdEnd),
    ...(instruction === occurrence ? { occurrence: Number(bytes.readBigInt64LE(entryIdEnd)) } : {}),
  }
  if (startEnd === bytes.length) return parts
  const attachmentAt = startEnd + 3
  const whole = bytes.length > attachmentAt && bytes[startEnd] === 1
  if (!whole || bytes.readUInt16LE(startEnd + 1) !== bytes.length - attachmentAt) throw malformed
  return { ...parts, attachment: bytes.subarray(attachmentAt) }
}

/** `t:ItemId` of an item. */
export function itemIdElement(mailbox: Mailbox, item: Item): Markup {
  return markup`<t:ItemId Id="${ewsId(mailbox, item)}" ChangeKey="${itemChangeKey(item)}"/>`
}

/** `t:FolderId` of a folder, under that or another name. */
export function folderIdElement(mailbox: Mailbox, folder: Folder, element = 'FolderId'): Markup {
  return markup`<t:${element} Id="${ewsId(mailbox, folder)}" ChangeKey="${folderChangeKey(folder)}"/>`
}

/** `t:ParentFolderId` of an item; Exchange gives the folder's type, not its state, as the change key there. */
export function parentFolderId(mailbox: Mailbox, item: Item): Markup {
  const folder = mailbox.folderAt(item.folder)
  const type = Buffer.alloc(4)
  type.writeUInt32LE(folderType(folder))
  return markup`<t:ParentFolderId Id="${ewsId(mailbox, folder)}" ChangeKey="${type.toString('base64')}"/>`
}

/** Id of the conversation that a message belongs to: all of one topic. */
export function conversationId(mailbox: Mailbox, message: Message): string {
  const guid = Buffer.from(mailbox.user.mailboxGuid, 'ascii')
  const head = Buffer.from([uncompressed, conversationByMailboxGuid, guid.length, 0])
  const topic = topicOf(message.subject)
  const conversation = Buffer.from(guidOf('conversation', topic).replaceAll('-', ''), 'hex')
  return Buffer.concat([head, guid, Buffer.from([16, 0]), conversation]).toString('base64')
}

/** item:InstanceKey: a number of the item's row in its table. */
export function instanceKey({ id }: Item): Buffer {
  const key = Buffer.alloc(8)
  key.writeBigUInt64LE(BigInt(id.counter))
  return key
}

/** Types of objects in change keys. */
const objectTypes = {
  folder: 1,
  calendarFolder: 2,
  contactsFolder: 3,
  tasksFolder: 4,
  message: 9,
  task: 10,
  appointment: 11,
  contact: 12,
  'distribution-list': 13,
} as const

function folderType({ containerClass }: Folder): number {
  if (containerClass === 'IPF.Appointment') return objectTypes.calendarFolder
  if (containerClass === 'IPF.Contact') return objectTypes.contactsFolder
  return containerClass === 'IPF.Task' ? objectTypes.tasksFolder : objectTypes.folder
}

/** `ChangeKey` of a folder: its object type, the length of what follows, and the change as an XID. */
export function folderChangeKey(folder: Folder): string {
  return changeKey(folderType(folder), { replica: folder.id.replica, counter: folder.change })
}

/** `ChangeKey` of an item: of its last change but those of the read state, which do not count ([MS-OXCFXICS]). */
export function itemChangeKey({ id, contentChange, kind }: Item): string {
  return changeKey(objectTypes[kind], { replica: id.replica, counter: contentChange })
}

function changeKey(type: number, change: StoreId): string {
  const xid = storeIdBytes(change)
  const head = Buffer.alloc(8)
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(xid.length, 4)
  return Buffer.concat([head, xid]).toString('base64')
}
