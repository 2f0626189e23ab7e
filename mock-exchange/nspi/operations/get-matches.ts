import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import type { Restriction } from '../../../protocols/mapi/restriction.ts'
import { positions, type Stat } from '../../../protocols/nspi/stat.ts'
import type { AddressBook } from '../address-book.ts'
import { meets } from '../matching.ts'
import { containerOf } from '../position.ts'
import { type Rows, rowOf } from '../rows.ts'

export interface GetMatchesRequest {
  readonly stat: Stat
  readonly filter: Restriction | undefined
  /** Entries that are taken at most. */
  readonly limit: number
  readonly columns: readonly number[] | undefined
}

/**
 * The entries of a container that meet a restriction, in its order ([MS-OXNSPI] 3.1.4.1.10).
 * @throws MapiError tableTooBig when there are more than the limit
 */
export function getMatches(
  book: AddressBook,
  { stat, filter, limit, columns }: GetMatchesRequest,
): { readonly stat: Stat; readonly ids: readonly number[]; readonly rows: Rows | undefined } {
  const container = containerOf(book, stat)
  // Without a filter the call asks for the members that a property of the current entry links to; users have none.
  const found = filter === undefined ? [] : container.entries.filter((entry) => meets(book, entry, filter))
  if (found.length > limit) throw new MapiError(mapiErrors.tableTooBig)
  const next = { ...stat, currentRec: positions.beginning, delta: 0, numPos: 0, totalRecs: found.length }
  return {
    stat: next,
    ids: found.map(({ id }) => id),
    rows: columns && { columns, rows: found.map((entry) => rowOf(entry, columns)) },
  }
}
