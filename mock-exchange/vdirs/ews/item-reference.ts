import type { Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { occurrenceAt, occurrenceItem } from '../../mailbox/occurrence-item.ts'
import { nthOccurrence } from '../../mailbox/occurrences.ts'
import { attributeOf, type Element } from '../../xml/document.ts'
import { refuseOthers } from './access.ts'
import { EwsError, schemaFault } from './errors.ts'
import { type EwsIdParts, readEwsId } from './item-id.ts'
import { typesNamespace } from './namespaces.ts'
import type { EwsCall } from './operation.ts'
import { readNumber } from './values.ts'

export interface FoundItem {
  readonly mailbox: Mailbox
  readonly item: Item
  /** Of the state that the client knows; undefined when it does not say. */
  readonly changeKey: string | undefined
}

/**
 * The item that a `t:ItemId`, `t:OccurrenceItemId` or `t:RecurringMasterItemId` means.
 * @throws EwsError when there is none, or it is not the caller's; EwsFault for another element.
 */
export function findItem(reference: Element, call: EwsCall): FoundItem {
  const changeKey = changeKeyOf(reference)
  const id = (name: string): EwsIdParts => readEwsId(attributeOf(reference, name) ?? '')
  switch (reference.namespaceURI === typesNamespace ? reference.localName : '') {
    case 'ItemId':
      return itemById(reference, call)
    case 'OccurrenceItemId': {
      const { mailbox, item } = itemOf(id('RecurringMasterId'), call)
      const index = readNumber(attributeOf(reference, 'InstanceIndex') ?? '')
      return { mailbox, item: nthItem(item, index), changeKey }
    }
    case 'RecurringMasterItemId': {
      const { occurrence: _, ...master } = id('OccurrenceId')
      return { ...itemOf(master, call), changeKey }
    }
    default:
      throw schemaFault(`The element 'ItemIds' has invalid child element '${reference.localName}'.`)
  }
}

/** The item that an element with `Id` and `ChangeKey` means, whatever its name. @throws EwsError */
export function itemById(reference: Element, call: EwsCall): FoundItem {
  const changeKey = changeKeyOf(reference)
  return { ...itemOf(readEwsId(attributeOf(reference, 'Id') ?? ''), call), changeKey }
}

function changeKeyOf(reference: Element): string | undefined {
  const changeKey = attributeOf(reference, 'ChangeKey')
  if (changeKey === undefined || /^[A-Za-z0-9+/]+={0,2}$/.test(changeKey)) return changeKey
  throw new EwsError('ErrorInvalidChangeKey', 'The change key is invalid.')
}

/** The item that the parts of an id lead to. @throws EwsError */
export function itemOf({ mailboxGuid, entryId, occurrence }: EwsIdParts, call: EwsCall): Omit<FoundItem, 'changeKey'> {
  const mailbox = call.store.byGuid(mailboxGuid)
  const item = mailbox?.itemOf(entryId)
  if (mailbox === undefined || item === undefined) throw notFound()
  refuseOthers(mailbox, mailbox.folderAt(item.folder), call, item)
  if (occurrence === undefined) return { mailbox, item }
  const found = item.kind === 'appointment' ? occurrenceAt(item, occurrence) : undefined
  if (found === undefined) throw notFound()
  return { mailbox, item: found }
}

function nthItem(item: Item, index: number): Item {
  if (item.kind !== 'appointment' || item.recurrence === undefined) {
    throw new EwsError('ErrorCalendarCannotUseIdForRecurringMasterId', 'The Id is not of a recurring master.')
  }
  // Deleted occurrences count: an index stays with its date.
  const time = Number.isInteger(index) && index >= 1 && index <= 1_000 ? nthOccurrence(item, index) : undefined
  if (time === undefined) {
    throw new EwsError(
      'ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange',
      'Occurrence index is out of recurrence range.',
    )
  }
  if (item.deletedOccurrences.includes(time.original)) {
    throw new EwsError(
      'ErrorCalendarOccurrenceIsDeletedFromRecurrence',
      'The occurrence has been deleted from the recurrence.',
    )
  }
  return occurrenceItem(item, time.original)
}

const notFound = (): EwsError => new EwsError('ErrorItemNotFound', 'The specified object was not found in the store.')
