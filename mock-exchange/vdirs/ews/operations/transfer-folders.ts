// MoveFolder, CopyFolder: folders to another place, with all that is in them.

import type { Folder } from '../../../mailbox/folders.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { childrenOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { folderElementName } from '../fields/folder-fields.ts'
import { findFolder, folderWithin } from '../folder-reference.ts'
import { folderIdElement } from '../item-id.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'

function transfer(name: string, work: (mailbox: Mailbox, folder: Folder, to: Folder) => Folder): EwsOperation {
  return {
    name,
    run: (request, call) =>
      childrenOf(requiredChild(request, messagesNamespace, 'FolderIds')).map((reference) =>
        attempt(() => {
          const { mailbox: target, folder: to } = folderWithin(request, 'ToFolderId', call)
          const { mailbox, folder } = findFolder(reference, call)
          if (target !== mailbox) {
            throw new EwsError('ErrorCrossMailboxMoveCopy', 'Folders cannot be moved or copied to another mailbox.')
          }
          const there = work(mailbox, folder, to)
          const element = folderElementName(there)
          return markup`<m:Folders><t:${element}>${folderIdElement(mailbox, there)}</t:${element}></m:Folders>`
        }, markup`<m:Folders/>`),
      ),
  }
}

export const moveFolder: EwsOperation = transfer('MoveFolder', (mailbox, folder, to) => {
  if (folder.name !== undefined) {
    throw new EwsError('ErrorMoveDistinguishedFolder', 'Distinguished folders cannot be moved.')
  }
  return mailbox.moveFolder(folder, to)
})

export const copyFolder: EwsOperation = transfer('CopyFolder', (mailbox, folder, to) => {
  if (mailbox.childrenOf(mailbox.folder('root')).includes(folder) || folder.parent === undefined) {
    throw new EwsError('ErrorMoveCopyFailed', 'The move or copy operation failed.')
  }
  return copyTree(mailbox, folder, to)
})

function copyTree(mailbox: Mailbox, folder: Folder, to: Folder): Folder {
  const { displayName, containerClass } = folder
  // Taken before the copy exists, which may lie below.
  const [items, children] = [mailbox.items(folder), mailbox.childrenOf(folder)]
  const copy = mailbox.createFolder(to, { displayName, containerClass })
  for (const item of items) mailbox.copy(item, copy)
  for (const child of children) copyTree(mailbox, child, copy)
  return copy
}
