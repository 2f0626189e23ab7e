import { childrenOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { findFolder } from '../folder-reference.ts'
import { folderElement, readFolderShape } from '../folder-shape.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'

/** Properties of folders: one response message per folder asked for, in order. */
export const getFolder: EwsOperation = {
  name: 'GetFolder',
  run(request, call) {
    const shape = readFolderShape(requiredChild(request, messagesNamespace, 'FolderShape'), call.requestVersion)
    const references = childrenOf(requiredChild(request, messagesNamespace, 'FolderIds'))
    return references.map((reference) =>
      attempt(() => {
        const { mailbox, folder } = findFolder(reference, call)
        return markup`<m:Folders>${folderElement(mailbox, folder, shape)}</m:Folders>`
      }, markup`<m:Folders/>`),
    )
  },
}
