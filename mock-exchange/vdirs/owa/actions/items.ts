// What can be done with a message that lies in a folder.

import type { Folder } from '../../../mailbox/folders.ts'
import { folderOf, idOf, itemOf, link, type OwaCall } from '../call.ts'
import type { OwaAction } from './action.ts'

/** Moves a message to Deleted Items, and from there out of the mailbox. */
export const deleteItem: OwaAction = {
  name: 'Delete',
  run(call, form) {
    const { mailbox } = call
    const item = itemOf(call, form.get('id') ?? '')
    const folder = mailbox.folderAt(item.folder)
    const gone = folder.name === 'deleteditems'
    if (gone) mailbox.delete(item)
    else mailbox.move(item, mailbox.folder('deleteditems'))
    return list(call, folder, gone ? 'gone' : 'deleted')
  },
}

/** Marks a message as read, or with `read=0` as unread. */
export const markRead: OwaAction = {
  name: 'MarkRead',
  run(call, form) {
    const item = itemOf(call, form.get('id') ?? '')
    call.mailbox.setRead(item, form.get('read') !== '0')
    return list(call, call.mailbox.folderAt(item.folder))
  },
}

/** Moves a message to `folder`. */
export const moveItem: OwaAction = {
  name: 'Move',
  run(call, form) {
    const item = itemOf(call, form.get('id') ?? '')
    const from = call.mailbox.folderAt(item.folder)
    call.mailbox.move(item, folderOf(call, form.get('folder') ?? ''))
    return list(call, from, 'moved')
  },
}

function list(call: OwaCall, folder: Folder, note?: string): string {
  const id = folder.name ?? idOf(call, folder)
  return link({ ae: 'Folder', t: 'IPF.Note', id, ...(note === undefined ? {} : { note }) })
}
