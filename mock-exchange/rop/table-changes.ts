// A client hears of a table that has changed without asking for it ([MS-OXCNOTIF] 3.1.4.3): once, until it has read again.

import { ByteWriter } from '../../protocols/byte-writer.ts'
import type { TableObject } from './objects/table.ts'
import type { RopSession } from './session.ts'

/** NotificationType of a table, and the event that says: read it all again ([MS-OXCNOTIF] 2.2.1.4.1.2). */
const tableModified = 0x0100
const tableChanged = 0x0001

/** Tells the session of changes in the folder of a contents table, as long as the handle leads to it. */
export function watchTable(session: RopSession, table: TableObject, handle: number, folder: number): void {
  const { mailbox, logonId } = table.logon
  const stop = mailbox.onChange((event) => {
    if (session.find(handle) !== table) {
      stop()
      return
    }
    const touched =
      'item' in event && (event.item.folder === folder || ('oldItem' in event && event.oldItem.folder === folder))
    if (!touched || !table.isWatched) return
    table.isWatched = false
    session.notify(handle, logonId, new ByteWriter().u16(tableModified).u16(tableChanged).end())
  })
  session.onClose(handle, stop)
}
