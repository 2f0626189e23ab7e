import { attributeOf, childOf, childrenOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { findFolder } from '../folder-reference.ts'
import { itemChangeKey } from '../item-id.ts'
import { findItem } from '../item-reference.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'
import { send } from '../send.ts'
import { readBoolean } from '../values.ts'

/** Sends drafts: they leave their folder, and a copy goes to Sent Items or where the request says. */
export const sendItem: EwsOperation = {
  name: 'SendItem',
  run(request, call) {
    const saved = attributeOf(request, 'SaveItemToFolder')
    if (saved === undefined) throw schemaFault("The required attribute 'SaveItemToFolder' is missing.")
    const keep = readBoolean(saved)
    const [target] = childOf(request, messagesNamespace, 'SavedItemFolderId')?.children ?? []
    return childrenOf(requiredChild(request, messagesNamespace, 'ItemIds')).map((reference) =>
      attempt(() => {
        if (!keep && target !== undefined) {
          throw new EwsError('ErrorInvalidSendItemSaveSettings', 'Send item save settings are invalid.')
        }
        const { mailbox, item, changeKey } = findItem(reference, call)
        if (changeKey === undefined) {
          throw new EwsError('ErrorChangeKeyRequired', 'A change key is required for this operation.')
        }
        if (changeKey !== itemChangeKey(item)) {
          throw new EwsError('ErrorStaleObject', 'The object is stale: its change key is not the current one.')
        }
        if (item.kind !== 'message') {
          throw new EwsError(
            'ErrorInvalidItemForOperationSendItem',
            'Operation is not valid for the type of item provided.',
          )
        }
        const sent = send(call, mailbox, item)
        const standard = { mailbox, folder: mailbox.folder('sentitems') }
        const copy = target === undefined ? standard : findFolder(target, call)
        mailbox.delete(item)
        if (keep) copy.mailbox.add(copy.folder, sent, { read: true })
        return markup``
      }),
    )
  },
}
