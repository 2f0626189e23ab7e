// EWS identifiers of folders and items. What is inside is what real ones hold: a byte for compression (none), the kind
// of id (3: by mailbox GUID), the mailbox, and the store's entry id. That is why all of them begin with `AAMk`.

import { type StoreId, storeIdBytes } from '../../mailbox/entry-id.ts'
import type { Folder } from '../../mailbox/folders.ts'
import type { Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { EwsError } from './errors.ts'

const uncompressed = 0
const byMailboxGuid = 3

/** `Id` of a folder or item. */
export function ewsId(mailbox: Mailbox, { entryId }: { readonly entryId: Buffer }): string {
  const guid = Buffer.from(mailbox.user.mailboxGuid, 'ascii')
  const head = Buffer.from([uncompressed, byMailboxGuid, guid.length, 0])
  const lengthOfEntryId = Buffer.from([0, entryId.length, 0])
  return Buffer.concat([head, guid, lengthOfEntryId, entryId]).toString('base64')
}

/** What an `Id` holds. */
export interface EwsIdParts {
  readonly mailboxGuid: string
  readonly entryId: Buffer
}

/**
 * Takes an `Id` apart.
 * @throws EwsError ErrorInvalidIdMalformed
 */
export function readEwsId(id: string): EwsIdParts {
  const bytes = Buffer.from(id, 'base64')
  const guidLength = bytes.length > 4 ? bytes.readUInt16LE(2) : 0
  const entryIdAt = 4 + guidLength + 3
  const known = bytes[0] === uncompressed && bytes[1] === byMailboxGuid && bytes.length > entryIdAt
  if (!known || bytes.readUInt16LE(entryIdAt - 2) !== bytes.length - entryIdAt) {
    throw new EwsError('ErrorInvalidIdMalformed', 'Id is malformed.')
  }
  return { mailboxGuid: bytes.toString('ascii', 4, 4 + guidLength), entryId: bytes.subarray(entryIdAt) }
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
} as const

/** `ChangeKey` of a folder: its object type, the length of what follows, and the change as an XID. */
export function folderChangeKey({ id, change, containerClass }: Folder): string {
  const type =
    containerClass === 'IPF.Appointment'
      ? objectTypes.calendarFolder
      : containerClass === 'IPF.Contact'
        ? objectTypes.contactsFolder
        : containerClass === 'IPF.Task'
          ? objectTypes.tasksFolder
          : objectTypes.folder
  return changeKey(type, { replica: id.replica, counter: change })
}

/** `ChangeKey` of an item. */
export function itemChangeKey({ id, change, kind }: Item): string {
  return changeKey(objectTypes[kind], { replica: id.replica, counter: change })
}

function changeKey(type: number, change: StoreId): string {
  const xid = storeIdBytes(change)
  const head = Buffer.alloc(8)
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(xid.length, 4)
  return Buffer.concat([head, xid]).toString('base64')
}
