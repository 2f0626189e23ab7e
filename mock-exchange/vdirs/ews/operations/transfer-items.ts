// MoveItem, CopyItem.

import type { Folder } from '../../../mailbox/folders.ts'
import type { Item } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { isOccurrence } from '../../../mailbox/occurrence-item.ts'
import { childrenOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { itemElementName } from '../fields/tables.ts'
import { folderWithin } from '../folder-reference.ts'
import { itemIdElement } from '../item-id.ts'
import { findItem } from '../item-reference.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'

interface Transfer {
  readonly within: (mailbox: Mailbox, item: Item, to: Folder) => Item
  /** From one mailbox to another, where ids and folders are others. */
  readonly across: (from: Mailbox, item: Item, mailbox: Mailbox, to: Folder) => Item
}

function transfer(name: string, { within, across }: Transfer): EwsOperation {
  return {
    name,
    run: (request, call) =>
      childrenOf(requiredChild(request, messagesNamespace, 'ItemIds')).map((reference) =>
        attempt(() => {
          const { mailbox: target, folder } = folderWithin(request, 'ToFolderId', call)
          const { mailbox, item } = findItem(reference, call)
          if (isOccurrence(item)) {
            throw new EwsError('ErrorCalendarCannotMoveOrCopyOccurrence', 'An occurrence cannot be moved or copied.')
          }
          const there = target === mailbox ? within(mailbox, item, folder) : across(mailbox, item, target, folder)
          const element = itemElementName(there)
          return markup`<m:Items><t:${element}>${itemIdElement(target, there)}</t:${element}></m:Items>`
        }, markup`<m:Items/>`),
      ),
  }
}

/** Items to another folder; they have new ids there. */
export const moveItem: EwsOperation = transfer('MoveItem', {
  within: (mailbox, item, to) => mailbox.move(item, to),
  across(from, item, mailbox, to) {
    const there = mailbox.add(to, item, item)
    from.delete(item)
    return there
  },
})

/** Copies of items in another folder. */
export const copyItem: EwsOperation = transfer('CopyItem', {
  within: (mailbox, item, to) => mailbox.copy(item, to),
  across: (_, item, mailbox, to) => mailbox.add(to, item, item),
})
