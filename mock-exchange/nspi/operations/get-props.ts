import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import type { Row } from '../../../protocols/mapi/property-row.ts'
import { isError } from '../../../protocols/mapi/property-types.ts'
import { type Stat, unicodeCodePage } from '../../../protocols/nspi/stat.ts'
import type { AddressBook } from '../address-book.ts'
import { allTags, rowOf, seenWith } from '../rows.ts'

export interface GetPropsRequest {
  readonly flags: number
  readonly stat: Stat
  readonly columns: readonly number[] | undefined
}

/**
 * Properties of the entry that the STAT names; `errorsReturned` says that some are missing ([MS-OXNSPI] 3.1.4.1.7).
 * @throws MapiError notFound when there is no such entry and no columns were named
 */
export function getProps(
  book: AddressBook,
  { flags, stat, columns }: GetPropsRequest,
): { readonly row: Row; readonly errorsReturned: boolean } {
  if (stat.codePage === unicodeCodePage && columns === undefined) throw new MapiError(mapiErrors.invalidCodePage)
  const entry = seenWith(book, book.byId(stat.currentRec), flags)
  if (entry === undefined && columns === undefined) throw new MapiError(mapiErrors.notFound)
  const row = rowOf(entry, columns ?? (entry === undefined ? [] : allTags(entry, flags)))
  return { row, errorsReturned: row.some(({ tag }) => isError(tag)) }
}
