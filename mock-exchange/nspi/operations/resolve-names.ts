import { resolutions, type Stat } from '../../../protocols/nspi/stat.ts'
import type { AddressBook } from '../address-book.ts'
import type { Entry } from '../entry.ts'
import { containerOf } from '../position.ts'
import { resolve } from '../resolve.ts'
import { type Rows, rowOf, standardColumns } from '../rows.ts'

/** For each name whether it is known, and a row for each that is ([MS-OXNSPI] 3.1.4.1.17). @throws MapiError */
export function resolveNames(
  book: AddressBook,
  stat: Stat,
  columns: readonly number[] = standardColumns,
  names: readonly string[] = [],
): { readonly ids: readonly number[]; readonly rows: Rows } {
  const { entries } = containerOf(book, { ...stat, codePage: 0 })
  const found = names.map((name) => resolve(book, name, entries))
  const ids = found.map(({ length }) =>
    length === 0 ? resolutions.unresolved : length === 1 ? resolutions.resolved : resolutions.ambiguous,
  )
  const resolved = found.flatMap((some): readonly Entry[] => (some.length === 1 ? some : []))
  return { ids, rows: { columns, rows: resolved.map((entry) => rowOf(entry, columns)) } }
}
