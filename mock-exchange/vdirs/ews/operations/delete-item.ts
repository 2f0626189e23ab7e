import { deleteOccurrence, isOccurrence } from '../../../mailbox/occurrence-item.ts'
import { isOrganizer } from '../../../mailbox/own-response.ts'
import { attributeOf, childrenOf, type Element } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { readDeleteType, removeItem } from '../delete-type.ts'
import { readInvitations } from '../disposition.ts'
import { EwsError } from '../errors.ts'
import { findItem } from '../item-reference.ts'
import { cancelMeeting } from '../meeting.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attemptLater, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'

/** Items go for good, to the dumpster, or to Deleted Items; an occurrence goes from its series. */
export const deleteItem: EwsOperation = {
  name: 'DeleteItem',
  async run(request, call) {
    readDeleteType(request)
    const answers = []
    for (const reference of childrenOf(requiredChild(request, messagesNamespace, 'ItemIds'))) {
      answers.push(await attemptLater(() => remove(reference, request, call)))
    }
    return answers
  },
}

async function remove(reference: Element, request: Element, call: EwsCall): Promise<Markup> {
  const { mailbox, item } = findItem(reference, call)
  if (item.kind === 'task' && attributeOf(request, 'AffectedTaskOccurrences') === undefined) {
    throw new EwsError(
      'ErrorAffectedTaskOccurrencesRequired',
      'AffectedTaskOccurrences attribute must be set on the request for tasks.',
    )
  }
  if (item.kind === 'appointment') {
    const { sent, copied } = readInvitations(request, 'SendMeetingCancellations')
    const notice = sent && isOrganizer(mailbox, item) ? cancelMeeting(call, mailbox, item) : undefined
    if (notice !== undefined && copied) mailbox.add(mailbox.folder('sentitems'), notice, { read: true })
    if (isOccurrence(item)) {
      deleteOccurrence(mailbox, item)
      return markup``
    }
  }
  removeItem(mailbox, item, readDeleteType(request))
  return markup``
}
