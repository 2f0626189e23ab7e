import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { writeRow } from '../../../protocols/mapi/property-row.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { AnswerTooLarge, defineRop } from '../rop.ts'
import { shortened } from '../shortened.ts'

interface QueryRowsRequest {
  readonly flags: number
  readonly forward: boolean
  readonly count: number
}

/** The position stays where it is. */
const noAdvance = 0x01
/** Bytes of the answer before its rows: RopId, index, return value, origin, count. */
const headLength = 9

/** Rows from the position on, as many as there is room for ([MS-OXCTABL] 2.2.2.5). */
export const queryRows = defineRop<QueryRowsRequest>({
  id: ropIds.queryRows,
  read: (reader) => ({
    flags: reader.u8('the flags'),
    forward: reader.u8('the direction') !== 0,
    count: reader.u16('the count of rows'),
  }),
  run({ flags, forward, count }, call, answer) {
    const table = call.input('table')
    const { columns } = table
    const rows = new ByteWriter()
    let refused = false
    const read = table.read(count, forward, (flags & noAdvance) === 0, (row) => {
      const one = new ByteWriter()
      writeRow(one, columns, row.map(shortened), 'rop')
      refused = headLength + rows.length + one.length > call.room
      if (!refused) rows.put(one.end())
      return !refused
    })
    if (refused && read === 0) throw new AnswerTooLarge()
    const place = table.position === 0 ? 0 : table.position >= table.count ? 2 : 1
    answer.u8(place).u16(read).put(rows.end())
  },
})
