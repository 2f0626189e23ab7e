// What an operation does to folders of others and to the items in them, and whether their permissions allow it.

import type { Folder } from '../../mailbox/folders.ts'
import type { Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { type Rights, rightsIn } from '../../mailbox/permissions.ts'
import { EwsError } from './errors.ts'
import type { EwsCall } from './operation.ts'

/** @param isOwn whether the caller made the item */
type Need = (rights: Rights, isOwn: boolean) => boolean

type Needs = readonly (readonly [operations: RegExp, need: Need])[]

const reading: Need = ({ read }) => read === 'FullDetails'
const editing: Need = ({ edit }, isOwn) => edit === 'All' || (edit === 'Owned' && isOwn)
const deleting: Need = (rights, isOwn) => rights.delete === 'All' || (rights.delete === 'Owned' && isOwn)
const creating: Need = ({ createItems }) => createItems

/** What operations need of a folder that they name; one that is not here is for the owner alone. */
const ofFolders: Needs = [
  [/^(Get|Find|Sync|Convert)/, reading],
  [/^(CreateItem|UploadItems|CopyItem|MoveItem)$/, creating],
  [/^CreateFolder$/, ({ createSubfolders }) => createSubfolders],
  [/^SendItem$/, creating],
  [/^MarkAllItemsAsRead$/, editing],
]

/** What they need of an item; CreateItem names those that a new one answers. */
const ofItems: Needs = [
  [/^(Get|Find|Sync|Convert)|^(ExportItems|CopyItem|CreateItem)$/, reading],
  [/^(UpdateItem|SendItem|UploadItems|CreateAttachment|DeleteAttachment)$/, editing],
  [/^DeleteItem$/, deleting],
  // To where the caller can read it.
  [/^MoveItem$/, (rights, isOwn) => deleting(rights, isOwn) && reading(rights, isOwn)],
]

/** Whether the caller may do what the operation is for with a folder, or with an item in it. */
export function mayUse(mailbox: Mailbox, folder: Folder, call: EwsCall, item?: Item): boolean {
  const needs = item === undefined ? ofFolders : ofItems
  const isAllowed = allowed(mailbox, folder, call, item)
  return (
    mailbox === call.mailbox || needs.some(([operations, need]) => operations.test(call.operation) && isAllowed(need))
  )
}

/** @throws EwsError ErrorAccessDenied for a folder, or an item in it, of somebody who does not let the caller do this */
export function refuseOthers(mailbox: Mailbox, folder: Folder, call: EwsCall, item?: Item): void {
  if (!mayUse(mailbox, folder, call, item)) throw denied()
}

/** @throws EwsError ErrorAccessDenied for an item of somebody who does not let the caller change it */
export function refuseChange(mailbox: Mailbox, item: Item, call: EwsCall): void {
  if (!allowed(mailbox, mailbox.folderAt(item.folder), call, item)(editing)) throw denied()
}

/** Whether lists of folders tell the caller of one: below a folder that is shared others need not be. */
export function canSee(mailbox: Mailbox, folder: Folder, { mailbox: own, caller }: EwsCall): boolean {
  return mailbox === own || rightsIn(mailbox, folder, caller.mailbox).visible
}

function allowed(
  mailbox: Mailbox,
  folder: Folder,
  { caller }: EwsCall,
  item: Item | undefined,
): (need: Need) => boolean {
  const rights = rightsIn(mailbox, folder, caller.mailbox)
  const isOwn = item?.createdBy === caller.mailbox.toLowerCase()
  return (need) => need(rights, isOwn)
}

const denied = (): EwsError => new EwsError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
