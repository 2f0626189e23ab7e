import type { DefaultFolderName } from '../mailbox/folders.ts'

/** Where messages of a class arrive, unless a rule says otherwise. */
export interface ReceiveFolder {
  readonly messageClass: string
  readonly folder: DefaultFolderName
}

/** As a new mailbox has them ([MS-OXCSTOR] 3.2.5.2): the empty class is for all that no other fits. */
export const receiveFolders: readonly ReceiveFolder[] = [
  { messageClass: '', folder: 'inbox' },
  { messageClass: 'IPC', folder: 'root' },
  { messageClass: 'IPM', folder: 'inbox' },
  { messageClass: 'REPORT.IPM', folder: 'inbox' },
]

/** The entry whose class fits the most of a class, by whole parts and without regard to upper and lower case. */
export function receiveFolderOf(messageClass: string): ReceiveFolder {
  const asked = messageClass.toLowerCase()
  const fitting = receiveFolders.filter(({ messageClass: one }) => {
    const known = one.toLowerCase()
    return known === '' || asked === known || asked.startsWith(`${known}.`)
  })
  return fitting.reduce((best, one) => (one.messageClass.length > best.messageClass.length ? one : best))
}
