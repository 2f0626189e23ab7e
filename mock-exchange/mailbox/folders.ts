// The folders of a mailbox, and those that an Exchange 2013 mailbox begins with.
//
//   root ─ IPM subtree ("Top of Information Store") ─ Inbox, Calendar, Contacts …

import type { StoreId } from './entry-id.ts'

/** Names by which EWS calls the default folders (DistinguishedFolderIdNameType). */
export type DefaultFolderName =
  | 'root'
  | 'msgfolderroot'
  | 'calendar'
  | 'contacts'
  | 'deleteditems'
  | 'drafts'
  | 'inbox'
  | 'journal'
  | 'junkemail'
  | 'notes'
  | 'outbox'
  | 'recoverableitemsroot'
  | 'recoverableitemsdeletions'
  | 'sentitems'
  | 'tasks'

/** A folder as it lies in a mailbox; never changed in place. */
export interface Folder {
  readonly id: StoreId
  readonly entryId: Buffer
  /** Undefined for a folder that the user made. */
  readonly name: DefaultFolderName | undefined
  /** Counter of the parent's id; undefined for the root. */
  readonly parent: number | undefined
  readonly displayName: string
  /** PidTagContainerClass; undefined for the two that hold no items of their own. */
  readonly containerClass: string | undefined
  /** Type in ActiveSync's FolderSync; undefined for folders that devices are not shown. */
  readonly activeSyncType: number | undefined
  /** Number of the change that made it. */
  readonly createdChange: number
  /** Number of the last change of its name, class or place. */
  readonly propertyChange: number
  /** Grows with every change of the folder, of what lies in it too. */
  readonly change: number
  /** When that was, in milliseconds since 1970 (PidTagLocalCommitTimeMax). */
  readonly changedAt: number
}

export interface DefaultFolder {
  readonly name: DefaultFolderName
  readonly parent: DefaultFolderName | undefined
  readonly displayName: string
  /** PidTagContainerClass; undefined for the two that hold no items of their own. */
  readonly containerClass: string | undefined
  /**
   * Type in ActiveSync's FolderSync (MS-ASCMD 2.2.3.186.3); undefined for folders that devices are not shown.
   * The user's folder for junk mail has no type of its own there.
   */
  readonly activeSyncType: number | undefined
}

const note = 'IPF.Note'

/**
 * In the order of the alphabet under the IPM subtree, as a new mailbox has them; ActiveSync numbers the folders of a
 * device in this order, which is why so many captures show the Inbox as folder 5.
 */
export const defaultFolders: readonly DefaultFolder[] = [
  { name: 'root', parent: undefined, displayName: '', containerClass: undefined, activeSyncType: undefined },
  {
    name: 'msgfolderroot',
    parent: 'root',
    displayName: 'Top of Information Store',
    containerClass: undefined,
    activeSyncType: undefined,
  },
  child('calendar', 'Calendar', 'IPF.Appointment', 8),
  child('contacts', 'Contacts', 'IPF.Contact', 9),
  child('deleteditems', 'Deleted Items', note, 4),
  child('drafts', 'Drafts', note, 3),
  child('inbox', 'Inbox', note, 2),
  child('journal', 'Journal', 'IPF.Journal', 11),
  child('junkemail', 'Junk Email', note, 12),
  child('notes', 'Notes', 'IPF.StickyNote', 10),
  child('outbox', 'Outbox', note, 6),
  child('sentitems', 'Sent Items', note, 5),
  child('tasks', 'Tasks', 'IPF.Task', 7),
  // Outside of what users see: the dumpster, where softly deleted items go.
  {
    name: 'recoverableitemsroot',
    parent: 'root',
    displayName: 'Recoverable Items',
    containerClass: undefined,
    activeSyncType: undefined,
  },
  {
    name: 'recoverableitemsdeletions',
    parent: 'recoverableitemsroot',
    displayName: 'Deletions',
    containerClass: undefined,
    activeSyncType: undefined,
  },
]

function child(
  name: DefaultFolderName,
  displayName: string,
  containerClass: string,
  activeSyncType: number,
): DefaultFolder {
  return { name, parent: 'msgfolderroot', displayName, containerClass, activeSyncType }
}

/** ActiveSync's types of folders that users make, by class (MS-ASCMD 2.2.3.186.3); 12 for mail, 1 for all others. */
export function userFolderType(containerClass: string | undefined): number {
  const types: Readonly<Record<string, number>> = {
    'IPF.Note': 12,
    'IPF.Appointment': 13,
    'IPF.Contact': 14,
    'IPF.Task': 15,
    'IPF.Journal': 16,
    'IPF.StickyNote': 17,
  }
  return types[containerClass ?? ''] ?? 1
}
