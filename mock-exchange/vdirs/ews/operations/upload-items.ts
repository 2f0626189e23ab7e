import type { Folder } from '../../../mailbox/folders.ts'
import type { Item } from '../../../mailbox/item.ts'
import { attributeOf, childrenOf, type Element } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { folderById } from '../folder-reference.ts'
import { ewsId, itemChangeKey } from '../item-id.ts'
import { itemById } from '../item-reference.ts'
import { importItem } from '../item-stream.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'
import { readBase64 } from '../values.ts'

/** Puts back what ExportItems gave: as new items, or over those that there are. */
export const uploadItems: EwsOperation = {
  name: 'UploadItems',
  run(request, call) {
    const items = childrenOf(requiredChild(request, messagesNamespace, 'Items'), typesNamespace, 'Item')
    return items.map((element) => attempt(() => upload(element, call)))
  },
}

function upload(element: Element, call: EwsCall): Markup {
  const action = attributeOf(element, 'CreateAction') ?? ''
  if (!['CreateNew', 'Update', 'UpdateOrCreate'].includes(action)) {
    throw schemaFault(`The 'CreateAction' attribute is invalid - The value '${action}' is invalid.`)
  }
  const parent = requiredChild(element, typesNamespace, 'ParentFolderId')
  const { mailbox, folder } = folderById(attributeOf(parent, 'Id') ?? '', call)
  const { content, arrival } = importItem(readBase64(requiredChild(element, typesNamespace, 'Data').textContent))
  const known = action === 'CreateNew' ? undefined : present(element, folder, action === 'Update', call)
  if (known !== undefined && known.kind !== content.kind) {
    throw new EwsError('ErrorCorruptData', 'The data is that of an item of another kind.')
  }
  const item =
    known === undefined
      ? mailbox.add(folder, content, { ...arrival, createdBy: call.caller.mailbox })
      : mailbox.update(known, content)
  return markup`<m:ItemId Id="${ewsId(mailbox, item)}" ChangeKey="${itemChangeKey(item)}"/>`
}

/** The item to be overwritten, which is in that folder. @throws EwsError when there is none, and one must be */
function present(element: Element, folder: Folder, needed: boolean, call: EwsCall): Item | undefined {
  try {
    const found = itemById(requiredChild(element, typesNamespace, 'ItemId'), call)
    if (found.mailbox.folderAt(found.item.folder).entryId.equals(folder.entryId)) return found.item
    throw new EwsError('ErrorItemNotFound', 'The specified object was not found in the store.')
  } catch (error) {
    if (needed || EwsError.of(error).code !== 'ErrorItemNotFound') throw error
    return undefined
  }
}
