// Where a STAT block points to ([MS-OXNSPI] 3.1.4.5).

import { MapiError, mapiErrors } from '../../protocols/mapi/error-codes.ts'
import { positions, type Stat, unicodeCodePage } from '../../protocols/nspi/stat.ts'
import type { AddressBook, Container } from './address-book.ts'

/** The container that a STAT names. @throws MapiError invalidBookmark for one that is not there, invalidCodePage */
export function containerOf(book: AddressBook, { containerId, codePage }: Stat): Container {
  if (codePage === unicodeCodePage) throw new MapiError(mapiErrors.invalidCodePage)
  const container = book.container(containerId)
  if (container === undefined) throw new MapiError(mapiErrors.invalidBookmark, `there is no container ${containerId}`)
  return container
}

/** The row that a STAT points to before and after its delta; the number of rows stands for the end. */
export function rowsAt({ entries }: Container, stat: Stat): { readonly from: number; readonly to: number } {
  const total = entries.length
  const from = ((): number => {
    if (stat.currentRec === positions.beginning) return 0
    if (stat.currentRec === positions.end) return total
    if (stat.currentRec === positions.current) {
      // A fraction of what the client believes the whole to be.
      return stat.totalRecs === 0 ? 0 : Math.min(total, Math.floor((total * stat.numPos) / stat.totalRecs))
    }
    const index = entries.findIndex(({ id }) => id === stat.currentRec)
    if (index < 0) throw new MapiError(mapiErrors.notFound, `there is no row ${stat.currentRec}`)
    return index
  })()
  return { from, to: Math.min(total, Math.max(0, from + stat.delta)) }
}

/** The STAT block that points to a row. */
export function statAt({ entries }: Container, stat: Stat, row: number): Stat {
  const currentRec = entries[row]?.id ?? positions.end
  return { ...stat, currentRec, delta: 0, numPos: Math.min(row, entries.length), totalRecs: entries.length }
}
