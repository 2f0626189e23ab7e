import { childrenOf, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { findFolder } from '../folder-reference.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'
import { readBoolean } from '../values.ts'

/** All items of folders become read, or unread. */
export const markAllItemsAsRead: EwsOperation = {
  name: 'MarkAllItemsAsRead',
  run(request, call) {
    const read = readBoolean(textOf(requiredChild(request, messagesNamespace, 'ReadFlag')) ?? '')
    return childrenOf(requiredChild(request, messagesNamespace, 'FolderIds')).map((reference) =>
      attempt(() => {
        const { mailbox, folder } = findFolder(reference, call)
        for (const item of mailbox.items(folder)) mailbox.setRead(item, read)
        return markup``
      }),
    )
  },
}
