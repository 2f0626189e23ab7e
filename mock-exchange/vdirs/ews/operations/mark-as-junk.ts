import { attributeOf, childrenOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { ewsId, itemChangeKey } from '../item-id.ts'
import { findItem } from '../item-reference.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'
import { readBoolean } from '../values.ts'

/**
 * Messages to Junk Email and back to the Inbox. Exchange notes their senders in the list of blocked senders too; nothing
 * here filters mail by such a list.
 */
export const markAsJunk: EwsOperation = {
  name: 'MarkAsJunk',
  run(request, call) {
    const flag = (name: string): boolean => {
      const text = attributeOf(request, name)
      if (text === undefined) throw schemaFault(`The required attribute '${name}' is missing.`)
      return readBoolean(text)
    }
    const [junk, move] = [flag('IsJunk'), flag('MoveItem')]
    return childrenOf(requiredChild(request, messagesNamespace, 'ItemIds')).map((reference) =>
      attempt(() => {
        const { mailbox, item } = findItem(reference, call)
        if (item.kind !== 'message') {
          throw new EwsError('ErrorInvalidOperation', 'Only messages can be marked as junk or not.')
        }
        if (!move) return markup``
        const moved = mailbox.move(item, mailbox.folder(junk ? 'junkemail' : 'inbox'))
        return markup`<m:MovedItemId Id="${ewsId(mailbox, moved)}" ChangeKey="${itemChangeKey(moved)}"/>`
      }),
    )
  },
}
