import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import type { Stat } from '../../../protocols/nspi/stat.ts'
import type { AddressBook } from '../address-book.ts'
import { containerOf, rowsAt, statAt } from '../position.ts'
import { type Rows, rowOf, seenWith, standardColumns } from '../rows.ts'

export interface QueryRowsRequest {
  readonly flags: number
  readonly stat: Stat
  /** Minimal Entry IDs to give rows of, instead of a part of the container. */
  readonly explicit: readonly number[]
  readonly count: number
  readonly columns: readonly number[] | undefined
}

/** Rows one answer has at most, so that it stays within the buffers of clients; they ask on. */
const mostRows = 500

/** Rows from a position on, which moves behind them ([MS-OXNSPI] 3.1.4.1.8). @throws MapiError */
export function queryRows(book: AddressBook, request: QueryRowsRequest): Rows & { readonly stat: Stat } {
  const { flags, stat, explicit, count, columns = standardColumns } = request
  const container = containerOf(book, stat)
  if (explicit.length > 0) {
    const rows = explicit.slice(0, mostRows).map((id) => rowOf(seenWith(book, book.byId(id), flags), columns))
    return { stat, columns, rows }
  }
  if (count === 0) throw new MapiError(mapiErrors.invalidParameter, 'no rows are asked for')
  const { to } = rowsAt(container, stat)
  const entries = container.entries.slice(to, to + Math.min(count, mostRows))
  const rows = entries.map((entry) => rowOf(seenWith(book, entry, flags), columns))
  return { stat: statAt(container, stat, to + entries.length), columns, rows }
}
