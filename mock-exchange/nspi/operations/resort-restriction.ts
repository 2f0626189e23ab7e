import { positions, type Stat } from '../../../protocols/nspi/stat.ts'
import type { AddressBook } from '../address-book.ts'
import { containerOf } from '../position.ts'

/** Puts entries into the order of the table; those that are gone fall out ([MS-OXNSPI] 3.1.4.1.11). @throws MapiError */
export function resortRestriction(
  book: AddressBook,
  stat: Stat,
  ids: readonly number[],
): { readonly stat: Stat; readonly ids: readonly number[] } {
  const container = containerOf(book, stat)
  const wanted = new Set(ids)
  const sorted = container.entries.filter(({ id }) => wanted.has(id)).map(({ id }) => id)
  const at = sorted.indexOf(stat.currentRec)
  const currentRec = at < 0 ? positions.beginning : stat.currentRec
  return { stat: { ...stat, currentRec, delta: 0, numPos: Math.max(at, 0), totalRecs: sorted.length }, ids: sorted }
}
