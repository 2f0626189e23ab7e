// The default folders of an Exchange 2013 mailbox.
//
//   root ─ IPM subtree ("Top of Information Store") ─ Inbox, Calendar, Contacts …

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
  | 'sentitems'
  | 'tasks'

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
]

function child(
  name: DefaultFolderName,
  displayName: string,
  containerClass: string,
  activeSyncType: number,
): DefaultFolder {
  return { name, parent: 'msgfolderroot', displayName, containerClass, activeSyncType }
}
