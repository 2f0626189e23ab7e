import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import type { Stat } from '../../../protocols/nspi/stat.ts'
import type { AddressBook } from '../address-book.ts'
import { containerOf } from '../position.ts'

/** Below 0 when the first row stands before the second ([MS-OXNSPI] 3.1.4.1.12). @throws MapiError generalFailure */
export function compareIds(book: AddressBook, stat: Stat, first: number, second: number): number {
  const { entries } = containerOf(book, stat)
  const rows = [first, second].map((wanted) => entries.findIndex(({ id }) => id === wanted))
  if (rows.includes(-1)) throw new MapiError(mapiErrors.generalFailure)
  return (rows[0] ?? 0) - (rows[1] ?? 0)
}
