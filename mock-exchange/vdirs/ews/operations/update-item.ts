import type { Appointment, Item } from '../../../mailbox/item.ts'
import { changed } from '../../../mailbox/item-change.ts'
import { isOccurrence } from '../../../mailbox/occurrence-item.ts'
import { isOrganizer } from '../../../mailbox/own-response.ts'
import { onceMore } from '../../../mailbox/task-recurrence.ts'
import { settled } from '../../../mailbox/task-status.ts'
import { attributeOf, childrenOf, type Element } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { readDisposition, readInvitations, requiredDisposition } from '../disposition.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { itemElementName } from '../fields/tables.ts'
import { itemChangeKey, itemIdElement } from '../item-id.ts'
import { findItem } from '../item-reference.ts'
import { askedTo, tellAttendees } from '../meeting.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attemptLater, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'
import { readUpdate } from '../read-update.ts'
import { send, senderFor } from '../send.ts'
import { storeItem } from '../store-item.ts'
import { changedSeries, refuseLongOccurrences, refuseWrongTimes } from '../store-occurrence.ts'

const resolutions = ['NeverOverwrite', 'AutoResolve', 'AlwaysOverwrite']

/** Changes properties of items; `ConflictResolution` says what happens to a change that does not know of the last one. */
export const updateItem: EwsOperation = {
  name: 'UpdateItem',
  async run(request, call) {
    const resolution = attributeOf(request, 'ConflictResolution') ?? ''
    if (!resolutions.includes(resolution)) {
      throw schemaFault(`The 'ConflictResolution' attribute is invalid - The value '${resolution}' is invalid.`)
    }
    const changes = childrenOf(requiredChild(request, messagesNamespace, 'ItemChanges'))
    const answers = []
    for (const change of changes) {
      answers.push(await attemptLater(() => update(change, request, resolution, call), markup`<m:Items/>`))
    }
    return answers
  },
}

async function update(change: Element, request: Element, resolution: string, call: EwsCall) {
  const [reference] = change.children
  if (reference === undefined) throw schemaFault("The element 'ItemChange' has incomplete content.")
  const { mailbox, item, changeKey } = findItem(reference, call)
  refuseConflict(item, changeKey, resolution)
  const disposition = item.kind === 'message' ? requiredDisposition(readDisposition(request)) : undefined
  const invitations =
    item.kind === 'appointment' ? readInvitations(request, 'SendMeetingInvitationsOrCancellations') : undefined
  let next = item
  let readState: boolean | undefined
  for (const element of childrenOf(requiredChild(change, typesNamespace, 'Updates'))) {
    // When an item was received is settled once it is there.
    const { read = readState, receivedAt: _, ...rest } = await readUpdate(element, next)
    next = changed(next, rest)
    readState = read
  }
  const again =
    item.kind === 'task' && next.kind === 'task' ? onceMore(item, settled(next, call.now), call.now) : undefined
  if (again !== undefined) {
    mailbox.add(mailbox.folderAt(item.folder), again.done, { read: true, createdBy: item.createdBy })
  }
  const final = again === undefined ? checked(item, settled(next, call.now)) : again.next
  // An attendee's own changes are nobody else's business.
  const asked =
    invitations?.sent && final.kind === 'appointment' && isOrganizer(mailbox, final)
      ? askedTo(final, call.now, !invitations.onlyChanged)
      : undefined
  // Before anything is stored: who may change it need not be let send.
  if (asked !== undefined && asked.attendees.length > 0) senderFor(call, mailbox.address)
  const stored = storeItem(mailbox, item, asked ?? final, readState)
  if (invitations !== undefined && asked !== undefined) {
    tellAttendees(call, mailbox, { before: item as Appointment, after: stored as Appointment }, invitations)
  }
  if (disposition?.sent && stored.kind === 'message') {
    const sent = send(call, mailbox, stored)
    mailbox.delete(stored)
    if (disposition.saved !== undefined) mailbox.add(mailbox.folder('sentitems'), sent, { read: true })
    return markup`<m:Items/><m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>`
  }
  const name = itemElementName(stored)
  const id = itemIdElement(mailbox, stored)
  return markup`<m:Items><t:${name}>${id}</t:${name}></m:Items><m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>`
}

/** An item after a change, as the store may have it. @throws EwsError for times that no appointment can have */
function checked(before: Item, after: Item): Item {
  if (before.kind !== 'appointment' || after.kind !== 'appointment') return after
  refuseWrongTimes(after)
  if (isOccurrence(before)) return after
  refuseLongOccurrences(after)
  return changedSeries(before, after)
}

function refuseConflict(item: Item, changeKey: string | undefined, resolution: string): void {
  if (resolution !== 'NeverOverwrite') return
  if (changeKey === undefined) {
    throw new EwsError('ErrorChangeKeyRequiredForWriteOperations', 'Change key is required for this operation.')
  }
  if (changeKey === itemChangeKey(item)) return
  throw new EwsError(
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  )
}
