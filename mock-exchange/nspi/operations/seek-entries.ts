import { compareValues } from '../../../protocols/mapi/compare.ts'
import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { idOf } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import type { Stat } from '../../../protocols/nspi/stat.ts'
import type { AddressBook } from '../address-book.ts'
import type { Entry } from '../entry.ts'
import { containerOf, statAt } from '../position.ts'
import { type Rows, rowOf } from '../rows.ts'

export interface SeekEntriesRequest {
  readonly stat: Stat
  readonly target: TaggedValue
  readonly explicit: readonly number[] | undefined
  readonly columns: readonly number[] | undefined
}

/** SortTypeDisplayName, the only order that can be sought in. */
const byDisplayName = 0

/**
 * Moves to the first entry whose display name is not before the target ([MS-OXNSPI] 3.1.4.1.9).
 * @throws MapiError generalFailure for another property or order, notFound when there is none
 */
export function seekEntries(
  book: AddressBook,
  { stat, target, explicit, columns }: SeekEntriesRequest,
): { readonly stat: Stat; readonly rows: Rows | undefined } {
  const container = containerOf(book, stat)
  if (stat.sortType !== byDisplayName || idOf(target.tag) !== idOf(tags.displayName)) {
    throw new MapiError(mapiErrors.generalFailure)
  }
  const isReached = (entry: Entry | undefined): boolean =>
    entry !== undefined && compareValues(entry.displayName, target.value) >= 0
  if (explicit !== undefined && explicit.length > 0) {
    const from = explicit.findIndex((id) => isReached(book.byId(id)))
    if (from < 0) throw new MapiError(mapiErrors.notFound)
    const found = explicit.slice(from)
    const next = { ...stat, currentRec: found[0] ?? 0, delta: 0, numPos: from, totalRecs: explicit.length }
    return { stat: next, rows: columns && { columns, rows: found.map((id) => rowOf(book.byId(id), columns)) } }
  }
  const from = container.entries.findIndex(isReached)
  if (from < 0) throw new MapiError(mapiErrors.notFound)
  const rows = columns && { columns, rows: [rowOf(container.entries[from], columns)] }
  return { stat: statAt(container, stat, from), rows }
}
