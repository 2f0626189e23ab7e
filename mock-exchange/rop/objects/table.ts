// A table ([MS-OXCTABL]): rows of folders, messages or attachments, in the order and with the columns that the client set.

import { compareValues } from '../../../protocols/mapi/compare.ts'
import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { matches } from '../../../protocols/mapi/matches.ts'
import type { Row } from '../../../protocols/mapi/property-row.ts'
import { withoutInstance } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import type { Restriction } from '../../../protocols/mapi/restriction.ts'
import type { SortOrder } from '../../../protocols/mapi/sort-order.ts'
import { cellOf } from '../properties/cells.ts'
import type { LogonObject } from './logon.ts'

/** A row, asked for its properties; undefined for one that it has not. */
export type TableRow = (tag: number) => TaggedValue | undefined

export class TableObject {
  readonly kind = 'table'
  readonly logon: LogonObject
  /** Tags that a row can have. */
  readonly known: readonly number[]
  /** The client has read it since it was last told of a change. */
  isWatched = false
  readonly #source: () => readonly TableRow[]
  #columns: readonly number[] | undefined
  #orders: readonly SortOrder[] = []
  #restriction: Restriction | undefined
  #rows: readonly TableRow[] | undefined
  #madeAt = -1
  #at = 0

  /** @param source all rows as they are now */
  constructor(logon: LogonObject, known: readonly number[], source: () => readonly TableRow[]) {
    this.logon = logon
    this.known = known
    this.#source = source
  }

  /** The columns that were set. @throws MapiError nullObject while there are none ([MS-OXCTABL] 3.2.5.5) */
  get columns(): readonly number[] {
    if (this.#columns === undefined) throw new MapiError(mapiErrors.nullObject, 'the table has no columns yet')
    return this.#columns
  }

  set columns(columns: readonly number[]) {
    this.#columns = columns.map(withoutInstance)
  }

  get count(): number {
    return this.#present().length
  }

  /** Number of the row that comes next; the count of rows at the end. */
  get position(): number {
    return Math.min(this.#at, this.count)
  }

  /** Orders the rows; the table begins anew. */
  sort(orders: readonly SortOrder[]): void {
    this.#orders = orders
    this.#renew()
  }

  /** Leaves out the rows that do not meet it; the table begins anew. */
  restrict(restriction: Restriction | undefined): void {
    this.#restriction = restriction
    this.#renew()
  }

  /** Moves from the beginning (0), from here (1) or from the end (2); by how many rows it came to be. */
  seek(origin: number, rows: number): number {
    const from = [0, this.position, this.count][origin]
    if (from === undefined) throw new MapiError(mapiErrors.invalidParameter)
    this.#at = Math.min(this.count, Math.max(0, from + rows))
    return this.#at - from
  }

  /**
   * Rows from here on, or backwards. They are taken until `take` refuses one.
   * @param advance whether the position moves with them
   */
  read(count: number, forward: boolean, advance: boolean, take: (row: Row) => boolean): number {
    const present = this.#present()
    const from = this.position
    this.isWatched = true
    let read = 0
    while (read < count) {
      const row = present[forward ? from + read : from - 1 - read]
      if (row === undefined || !take(this.cells(row))) break
      read += 1
    }
    if (advance) this.#at = forward ? from + read : from - read
    return read
  }

  /** The first row that meets a restriction, from an origin on; the position moves to it. */
  find(restriction: Restriction, origin: number, forward: boolean): Row | undefined {
    const present = this.#present()
    const from = [0, this.position, present.length][origin] ?? 0
    const start = forward ? from : Math.min(from, present.length - 1)
    for (let index = start; index >= 0 && index < present.length; index += forward ? 1 : -1) {
      const row = present[index]
      if (row === undefined || !matches(restriction, (tag) => row(tag)?.value)) continue
      this.#at = index
      return this.cells(row)
    }
    return undefined
  }

  cells(row: TableRow): Row {
    return this.columns.map((column) => cellOf(row, column))
  }

  #renew(): void {
    this.#rows = undefined
    this.#at = 0
  }

  /** The rows as the mailbox is now: a table shows what has changed since it was opened. */
  #present(): readonly TableRow[] {
    const { lastChange } = this.logon.mailbox
    if (this.#rows !== undefined && this.#madeAt === lastChange) return this.#rows
    const restriction = this.#restriction
    const rows = this.#source().filter(
      (row) => restriction === undefined || matches(restriction, (tag) => row(tag)?.value),
    )
    const orders = this.#orders
    if (orders.length > 0) {
      rows.sort((one, other) => {
        for (const { tag, descending } of orders) {
          const order = compareValues(one(tag)?.value, other(tag)?.value)
          if (order !== 0) return descending ? -order : order
        }
        return 0
      })
    }
    this.#rows = rows
    this.#madeAt = lastChange
    return rows
  }
}
