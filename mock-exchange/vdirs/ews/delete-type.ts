import type { Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { attributeOf, type Element } from '../../xml/document.ts'
import { attributeFault } from './errors.ts'

const types = ['HardDelete', 'SoftDelete', 'MoveToDeletedItems'] as const
export type DeleteType = (typeof types)[number]

/** Reads `DeleteType`. @throws EwsFault for one that the schema does not know */
export function readDeleteType(request: Element): DeleteType {
  const given = attributeOf(request, 'DeleteType')
  const type = types.find((one) => one === given)
  if (type === undefined) throw attributeFault('DeleteType', given)
  return type
}

/** Takes an item out of its folder: for good, to the dumpster, or to Deleted Items. */
export function removeItem(mailbox: Mailbox, item: Item, type: DeleteType): void {
  if (type === 'HardDelete') mailbox.delete(item)
  else mailbox.move(item, mailbox.folder(type === 'SoftDelete' ? 'recoverableitemsdeletions' : 'deleteditems'))
}
