// What an operation does to folders of others, and whether their permissions allow it.

import type { Folder } from '../../mailbox/folders.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { type Rights, rightsIn } from '../../mailbox/permissions.ts'
import type { EwsCall } from './operation.ts'

/** What each operation needs in somebody else's folder; one that is not here is for the owner alone. */
const needs: readonly (readonly [operations: RegExp, allowed: (rights: Rights) => boolean])[] = [
  [/^(Get|Find|Sync|Convert|Export|Copy)/, ({ read }) => read === 'FullDetails'],
  [/^Create(Item|Attachment)$|^Upload/, ({ createItems }) => createItems],
  [/^CreateFolder$/, ({ createSubfolders }) => createSubfolders],
  [/^(Update|Send)Item$|^DeleteAttachment$|^MarkAllItemsAsRead$/, ({ edit }) => edit === 'All'],
  [/^(Delete|Move)Item$/, (rights) => rights.delete === 'All'],
]

/** Whether the caller may do with a folder what the operation is for. */
export function mayUse(mailbox: Mailbox, folder: Folder, { mailbox: own, caller, operation }: EwsCall): boolean {
  if (mailbox === own) return true
  const rights = rightsIn(mailbox, folder, caller.mailbox)
  return needs.some(([operations, allowed]) => operations.test(operation) && allowed(rights))
}
