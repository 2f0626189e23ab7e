import type { Address } from '../../../mailbox/item.ts'
import { childOf, type Element, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { mailboxElement } from '../addresses.ts'
import { EwsError } from '../errors.ts'
import { ownMailbox } from '../folder-reference.ts'
import { itemById } from '../item-reference.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'

/**
 * Members of a distribution list: of a personal one, by its ItemId, or by its name in the contacts of whoever asks. An
 * organisation of the lab has none, so that whatever else is asked for is unknown.
 */
export const expandDl: EwsOperation = {
  name: 'ExpandDL',
  run(request, call) {
    const asked = requiredChild(request, messagesNamespace, 'Mailbox')
    return [
      attempt(() => {
        const members = membersOf(asked, call)
        return markup`<m:DLExpansion TotalItemsInView="${members.length}" IncludesLastItemInRange="true">${members.map(
          mailboxElement,
        )}</m:DLExpansion>`
      }),
    ]
  },
}

/** @throws EwsError ErrorNameResolutionNoResults */
function membersOf(asked: Element, call: EwsCall): readonly Address[] {
  const id = childOf(asked, typesNamespace, 'ItemId')
  const item = id === undefined ? listOfName(asked, call) : itemById(id, call).item
  if (item?.kind === 'distribution-list') return item.members
  throw new EwsError('ErrorNameResolutionNoResults', 'No results were found.')
}

function listOfName(asked: Element, call: EwsCall) {
  const name = textOf(childOf(asked, typesNamespace, 'Name'))?.toLowerCase()
  // Somebody who is meant by an address is no list of this kind.
  if (name === undefined || childOf(asked, typesNamespace, 'EmailAddress') !== undefined) return undefined
  const mailbox = ownMailbox(call)
  return mailbox
    .items(mailbox.folder('contacts'))
    .find((item) => item.kind === 'distribution-list' && item.displayName.toLowerCase() === name)
}
