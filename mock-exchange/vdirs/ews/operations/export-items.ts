import { isOccurrence } from '../../../mailbox/occurrence-item.ts'
import { childrenOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { ewsId, itemChangeKey } from '../item-id.ts'
import { findItem } from '../item-reference.ts'
import { exportItem } from '../item-stream.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'

/** Whole items as bytes that UploadItems takes again. */
export const exportItems: EwsOperation = {
  name: 'ExportItems',
  run: (request, call) =>
    childrenOf(requiredChild(request, messagesNamespace, 'ItemIds')).map((reference) =>
      attempt(() => {
        const { mailbox, item } = findItem(reference, call)
        if (isOccurrence(item)) {
          throw new EwsError('ErrorInvalidOperation', 'A single occurrence cannot be exported.')
        }
        const id = markup`<m:ItemId Id="${ewsId(mailbox, item)}" ChangeKey="${itemChangeKey(item)}"/>`
        return markup`${id}<m:Data>${exportItem(item).toString('base64')}</m:Data>`
      }),
    ),
}
