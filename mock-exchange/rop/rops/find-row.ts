import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { writeRow } from '../../../protocols/mapi/property-row.ts'
import type { Restriction } from '../../../protocols/mapi/restriction.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { defineRop } from '../rop.ts'
import { shortened } from '../shortened.ts'
import { sizedRestriction } from './table-setup.ts'

interface FindRowRequest {
  readonly backwards: boolean
  readonly restriction: Restriction | undefined
  readonly origin: number
}

/** Origin of a bookmark, of which the lab makes none. */
const atBookmark = 3

/** Moves to the next row that meets a restriction, and gives it ([MS-OXCTABL] 2.2.2.14). */
export const findRow = defineRop<FindRowRequest>({
  id: ropIds.findRow,
  read(reader) {
    const backwards = (reader.u8('the flags') & 1) !== 0
    const restriction = sizedRestriction(reader)
    const origin = reader.u8('the origin')
    reader.take(reader.u16('the size of the bookmark'), 'the bookmark')
    return { backwards, restriction, origin }
  },
  run({ backwards, restriction, origin }, call, answer) {
    const table = call.input('table')
    if (origin === atBookmark) throw new MapiError(mapiErrors.invalidBookmark)
    if (restriction === undefined || origin > atBookmark) throw new MapiError(mapiErrors.invalidParameter)
    const row = table.find(restriction, origin, !backwards)
    if (row === undefined) throw new MapiError(mapiErrors.notFound)
    answer.u8(0).u8(1)
    writeRow(answer, table.columns, row.map(shortened), 'rop')
  },
})
