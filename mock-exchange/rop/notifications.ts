// What a session is told of an event ([MS-OXCNOTIF] 2.2.1.4.1.2): type and flags, then the ids, then the counts.

import { ByteWriter } from '../../protocols/byte-writer.ts'
import { storeId } from '../../protocols/mapi/store-id.ts'
import type { MailboxEvent } from '../mailbox/changes.ts'
import type { Folder } from '../mailbox/folders.ts'

/** Events that a session can ask for. */
const notificationTypes = {
  newMail: 0x02,
  created: 0x04,
  deleted: 0x08,
  modified: 0x10,
  moved: 0x20,
  copied: 0x40,
} as const

/** The ids are those of a message. */
const aboutMessage = 0x8000

/** What a subscription is about. */
export interface Wanted {
  readonly types: number
  /** Counter of the folder; undefined for the whole store. */
  readonly folder: number | undefined
  /** Counter of the message; undefined for all. */
  readonly message: number | undefined
}

type ItemEvent = Extract<MailboxEvent, { readonly item: unknown }>
type FolderEvent = Exclude<MailboxEvent, ItemEvent>

/** The notifications of an event that a subscription asks for, without their handle: none, one, or two for new mail. */
export function notificationsOf(event: MailboxEvent, wanted: Wanted): Buffer[] {
  return 'item' in event ? ofItem(event, wanted) : ofFolder(event, wanted)
}

function ofItem(event: ItemEvent, { types, folder, message }: Wanted): Buffer[] {
  const { item } = event
  const places = 'oldItem' in event ? [item, event.oldItem] : [item]
  if (folder !== undefined && !places.some((one) => one.folder === folder)) return []
  if (message !== undefined && !places.some((one) => one.id.counter === message)) return []
  const ids = (writer: ByteWriter): ByteWriter => writer.u64(storeId(item.folder)).u64(storeId(item.id.counter))
  const head = (type: number): ByteWriter => new ByteWriter().u16(type | aboutMessage)
  const told: Buffer[] = []
  const asked = (type: number): boolean => (types & type) !== 0
  switch (event.type) {
    case 'created':
      if (event.delivered && asked(notificationTypes.newMail)) {
        // Unread, and the class in UTF-16.
        told.push(
          ids(head(notificationTypes.newMail))
            .u32(item.read ? 1 : 0)
            .u8(1)
            .utf16(item.itemClass)
            .end(),
        )
      }
      if (asked(notificationTypes.created)) told.push(ids(head(notificationTypes.created)).u16(0).end())
      break
    case 'modified':
      if (asked(notificationTypes.modified)) told.push(ids(head(notificationTypes.modified)).u16(0).end())
      break
    case 'deleted':
      if (asked(notificationTypes.deleted)) told.push(ids(head(notificationTypes.deleted)).end())
      break
    case 'moved':
    case 'copied': {
      const type = notificationTypes[event.type]
      if (!asked(type)) break
      const old = event.oldItem
      told.push(ids(head(type)).u64(storeId(old.folder)).u64(storeId(old.id.counter)).end())
    }
  }
  return told
}

const folderTypes: Readonly<Record<FolderEvent['type'], number>> = {
  'folder-created': notificationTypes.created,
  'folder-modified': notificationTypes.modified,
  'folder-deleted': notificationTypes.deleted,
  'folder-moved': notificationTypes.moved,
}

function ofFolder(event: FolderEvent, { types, folder, message }: Wanted): Buffer[] {
  const type = folderTypes[event.type]
  const about = event.folder
  if ((types & type) === 0 || message !== undefined) return []
  if (folder !== undefined && about.id.counter !== folder && about.parent !== folder) return []
  const parent = (one: Folder): bigint => storeId(one.parent ?? one.id.counter)
  const writer = new ByteWriter().u16(type).u64(storeId(about.id.counter))
  switch (event.type) {
    case 'folder-created':
      return [writer.u64(parent(about)).u16(0).end()]
    case 'folder-deleted':
      return [writer.u64(parent(about)).end()]
    case 'folder-moved':
      writer.u64(parent(about)).u64(storeId(about.id.counter)).u64(storeId(event.oldParent.id.counter))
      return [writer.end()]
    default:
      return [writer.u16(0).end()]
  }
}
