// DeleteFolder, EmptyFolder: what becomes of folders and of what is in them.

import type { Folder } from '../../../mailbox/folders.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { attributeOf, childrenOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { readDeleteType, removeItem } from '../delete-type.ts'
import { EwsError } from '../errors.ts'
import { findFolder } from '../folder-reference.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'
import { readBoolean } from '../values.ts'

/** Folders go for good, or below Deleted Items. */
export const deleteFolder: EwsOperation = {
  name: 'DeleteFolder',
  run(request, call) {
    const type = readDeleteType(request)
    return childrenOf(requiredChild(request, messagesNamespace, 'FolderIds')).map((reference) =>
      attempt(() => {
        const { mailbox, folder } = findFolder(reference, call)
        if (type !== 'MoveToDeletedItems') mailbox.deleteFolder(folder)
        else moveToDeletedItems(mailbox, folder)
        return markup``
      }),
    )
  },
}

function moveToDeletedItems(mailbox: Mailbox, folder: Folder): void {
  const target = mailbox.folder('deleteditems')
  const taken = new Set(mailbox.childrenOf(target).map(({ displayName }) => displayName.toLowerCase()))
  let name = folder.displayName
  for (let number = 1; taken.has(name.toLowerCase()); number++) name = `${folder.displayName}${number}`
  mailbox.moveFolder(name === folder.displayName ? folder : mailbox.updateFolder(folder, { displayName: name }), target)
}

/** All items of folders go, and the folders below when that is asked for. */
export const emptyFolder: EwsOperation = {
  name: 'EmptyFolder',
  run(request, call) {
    const type = readDeleteType(request)
    const folders = readBoolean(attributeOf(request, 'DeleteSubFolders') ?? 'false')
    return childrenOf(requiredChild(request, messagesNamespace, 'FolderIds')).map((reference) =>
      attempt(() => {
        const { mailbox, folder } = findFolder(reference, call)
        if (folder.containerClass === undefined) {
          throw new EwsError('ErrorCannotEmptyFolder', 'Emptying the folder is not allowed.')
        }
        for (const item of mailbox.items(folder)) removeItem(mailbox, item, type)
        if (folders) for (const child of mailbox.childrenOf(folder)) mailbox.deleteFolder(child)
        return markup``
      }),
    )
  },
}
