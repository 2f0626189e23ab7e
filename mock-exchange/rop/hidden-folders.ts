// Folders that every mailbox has beside the user's ([MS-OXCSTOR] 2.2.1.1.3), in which the lab keeps nothing. Their counters
// are those below the first that the store gives away.

import { folderEntryId } from '../mailbox/entry-id.ts'
import type { Folder } from '../mailbox/folders.ts'
import type { Mailbox } from '../mailbox/mailbox.ts'

const names = ['Deferred Action', 'Spooler Queue', 'Common Views', 'Schedule', 'Finder', 'Views', 'Shortcuts'] as const

const firstCounter = 0x20

/** Counter of a hidden folder. */
export const hiddenFolder = (name: (typeof names)[number]): number => firstCounter + names.indexOf(name)

/** The folder of a counter, a hidden one too. @throws MailboxError folder-not-found */
export function folderAt(mailbox: Mailbox, counter: number): Folder {
  const name = names[counter - firstCounter]
  if (name === undefined) return mailbox.folderAt(counter)
  const root = mailbox.folder('root')
  const id = { replica: root.id.replica, counter }
  return {
    ...root,
    id,
    name: undefined,
    parent: root.id.counter,
    displayName: name,
    entryId: folderEntryId(mailbox.provider, id),
  }
}
