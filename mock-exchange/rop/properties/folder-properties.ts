// What ROPs can ask of a folder ([MS-OXCFOLD] 2.2.2).

import { tags } from '../../../protocols/mapi/property-tags.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import type { DefaultFolderName, Folder } from '../../mailbox/folders.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { PropertyTable } from './getters.ts'
import { changeKey, sourceKey } from './ids.ts'

/** A folder with its mailbox. */
export interface FolderSubject {
  readonly mailbox: Mailbox
  readonly folder: Folder
  /** Levels below the folder whose table it stands in, from 1. */
  readonly depth?: number
}

/** PidTagFolderType: the root, or one with messages. */
const folderTypes = { root: 0, generic: 1 } as const
/** PidTagObjectType of a folder. */
const folderType = 3
/** PidTagAccess of an owner: all there is. */
const ownerAccess = 0x3f

/** Where the default folders are is told by properties of the Inbox and of the root ([MS-OXOSFLD] 2.2.3). */
function defaultFolder(name: DefaultFolderName): (subject: FolderSubject) => Buffer | undefined {
  return ({ mailbox, folder }) =>
    folder.name === 'inbox' || folder.name === 'root' ? mailbox.folder(name).entryId : undefined
}

export const folderProperties = new PropertyTable<FolderSubject>([
  [tags.folderId, ({ folder }) => storeId(folder.id.counter)],
  [tags.parentFolderId, ({ mailbox, folder }) => storeId(mailbox.parentOf(folder).id.counter)],
  [tags.entryId, ({ folder }) => folder.entryId],
  [tags.recordKey, ({ folder }) => folder.entryId],
  [tags.instanceKey, ({ folder }) => folder.entryId],
  [tags.parentEntryId, ({ mailbox, folder }) => mailbox.parentOf(folder).entryId],
  [tags.sourceKey, ({ folder }) => sourceKey(folder.id)],
  [tags.parentSourceKey, ({ mailbox, folder }) => sourceKey(mailbox.parentOf(folder).id)],
  [tags.changeKey, ({ folder }) => changeKey(folder.id.replica, folder.change)],
  [tags.changeNumber, ({ folder }) => storeId(folder.change)],
  [tags.displayName, ({ folder }) => folder.displayName],
  [tags.containerClass, ({ folder }) => folder.containerClass],
  [tags.comment, () => ''],
  [tags.folderType, ({ folder }) => (folder.parent === undefined ? folderTypes.root : folderTypes.generic)],
  [tags.objectType, () => folderType],
  [tags.access, () => ownerAccess],
  [tags.accessLevel, () => 1],
  [tags.depth, ({ depth }) => depth],
  [tags.contentCount, ({ mailbox, folder }) => mailbox.count(folder)],
  [tags.contentUnreadCount, ({ mailbox, folder }) => mailbox.unread(folder)],
  [tags.subfolders, ({ mailbox, folder }) => mailbox.childrenOf(folder).length > 0],
  [tags.folderChildCount, ({ mailbox, folder }) => mailbox.childrenOf(folder).length],
  [tags.ipmAppointmentEntryId, defaultFolder('calendar')],
  [tags.ipmContactEntryId, defaultFolder('contacts')],
  [tags.ipmJournalEntryId, defaultFolder('journal')],
  [tags.ipmNoteEntryId, defaultFolder('notes')],
  [tags.ipmTaskEntryId, defaultFolder('tasks')],
  [tags.ipmDraftsEntryId, defaultFolder('drafts')],
])
