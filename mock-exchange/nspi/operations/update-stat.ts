import type { Stat } from '../../../protocols/nspi/stat.ts'
import type { AddressBook } from '../address-book.ts'
import { containerOf, rowsAt, statAt } from '../position.ts'

/** Moves on in a table, and tells by how many rows it came to be ([MS-OXNSPI] 3.1.4.1.4). @throws MapiError */
export function updateStat(book: AddressBook, stat: Stat): { readonly stat: Stat; readonly delta: number } {
  const container = containerOf(book, stat)
  const { from, to } = rowsAt(container, stat)
  return { stat: statAt(container, stat, to), delta: to - from }
}
