import type { Folder } from '../../../mailbox/folders.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { attributeOf, childOf, childrenOf, type Element } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { canSee } from '../access.ts'
import { attributeFault, EwsError } from '../errors.ts'
import { firstFolderFields, folderMapiProperty, lastFolderFields } from '../fields/folder-fields.ts'
import { type Path, readPath } from '../fields/path.ts'
import { findFolder } from '../folder-reference.ts'
import { folderElement, readFolderShape } from '../folder-shape.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'
import { type Condition, readRestriction } from '../restriction.ts'
import { readPaging } from '../view.ts'

const fields = new Map([...firstFolderFields, ...lastFolderFields].map((field) => [field.uri, field]))

/** The folders right below others, or all of them below. */
export const findFolderOperation: EwsOperation = {
  name: 'FindFolder',
  run(request, call) {
    const traversal = attributeOf(request, 'Traversal')
    if (traversal === undefined || !['Shallow', 'Deep', 'SoftDeleted'].includes(traversal)) {
      throw attributeFault('Traversal', traversal)
    }
    const shape = readFolderShape(requiredChild(request, messagesNamespace, 'FolderShape'), call.requestVersion)
    const paging = readPaging(request, 'Folder')
    return childrenOf(requiredChild(request, messagesNamespace, 'ParentFolderIds')).map((reference) =>
      attempt(() => {
        const { mailbox, folder } = findFolder(reference, call)
        const holds = conditionOf(request, mailbox)
        // Folders that are gone are gone for good here, so none are softly deleted.
        const found =
          traversal === 'SoftDeleted'
            ? []
            : below(mailbox, folder, traversal === 'Deep').filter((one) => canSee(mailbox, one, call) && holds(one))
        const { entries, attributes } = paging(found)
        const list = entries.map((entry) => folderElement(mailbox, entry, shape))
        return markup`<m:RootFolder${attributes}><t:Folders>${list}</t:Folders></m:RootFolder>`
      }),
    )
  },
}

function conditionOf(request: Element, mailbox: Mailbox): Condition<Folder> {
  const restriction = childOf(request, messagesNamespace, 'Restriction')
  if (restriction === undefined) return () => true
  return readRestriction<Folder, Path>(restriction, {
    readPath: (element) => {
      const path = readPath(element)
      if (path.kind === 'extended' || fields.has(path.uri)) return path
      throw new EwsError('ErrorUnsupportedPathForQuery', 'The property can not be used with this type of restriction.')
    },
    valueAt: (path, folder) =>
      path.kind === 'extended'
        ? folderMapiProperty(mailbox, folder, path.field.key)
        : fields.get(path.uri)?.value?.(mailbox, folder),
    typeAt: (path) => (path.kind === 'extended' ? path.field.type : (fields.get(path.uri)?.type ?? 'text')),
  })
}

function below(mailbox: Mailbox, folder: Folder, deep: boolean): Folder[] {
  return mailbox
    .childrenOf(folder)
    .flatMap((child) => (deep ? [child, ...below(mailbox, child, deep)] : [child]))
    .filter(({ name }) => name === undefined || !name.startsWith('recoverableitems'))
}
