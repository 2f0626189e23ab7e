// How a table is to be seen: columns, order, restriction ([MS-OXCTABL] 2.2.2.2 to 2.2.2.4). All are in effect at once.

import { ByteReader } from '../../../protocols/byte-reader.ts'
import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { type Restriction, readRestriction } from '../../../protocols/mapi/restriction.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { readSortOrders, type SortOrders } from '../../../protocols/mapi/sort-order.ts'
import { readTags } from '../../../protocols/mapi/tagged-values.ts'
import { defineRop, noFields } from '../rop.ts'

/** TBLSTAT_COMPLETE: nothing is still under way. */
const complete = 0

export const setColumns = defineRop<readonly number[]>({
  id: ropIds.setColumns,
  read(reader) {
    reader.u8('the flags')
    return readTags(reader, 'rop')
  },
  run(columns, call, answer) {
    const table = call.input('table')
    if (columns.length === 0) throw new MapiError(mapiErrors.invalidParameter)
    table.columns = columns
    answer.u8(complete)
  },
})

export const sortTable = defineRop<SortOrders>({
  id: ropIds.sortTable,
  read(reader) {
    reader.u8('the flags')
    return readSortOrders(reader)
  },
  run({ orders, categories }, call, answer) {
    const table = call.input('table')
    // Rows of headings are not made.
    if (categories > 0) throw new MapiError(mapiErrors.notSupported)
    table.sort(orders)
    answer.u8(complete)
  },
})

export const restrict = defineRop<Restriction | undefined>({
  id: ropIds.restrict,
  read(reader) {
    reader.u8('the flags')
    return sizedRestriction(reader)
  },
  run(restriction, call, answer) {
    call.input('table').restrict(restriction)
    answer.u8(complete)
  },
})

/** A restriction behind its size; undefined when that is 0. @throws ProtocolSyntaxError when the size lies */
export function sizedRestriction(reader: ByteReader): Restriction | undefined {
  const bytes = reader.take(reader.u16('the size of a restriction'), 'a restriction')
  if (bytes.length === 0) return undefined
  const inner = new ByteReader('MAPI', bytes)
  const restriction = readRestriction(inner, 'rop')
  if (inner.left > 0) throw inner.error(`${inner.left} bytes follow a restriction`)
  return restriction
}

export const getStatus = defineRop({
  id: ropIds.getStatus,
  read: noFields,
  run(_request, call, answer) {
    call.input('table')
    answer.u8(complete)
  },
})
