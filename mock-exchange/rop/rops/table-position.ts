// Where a table is at ([MS-OXCTABL] 2.2.2.8, 2.2.2.9, 2.2.2.12).

import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { writeTags } from '../../../protocols/mapi/tagged-values.ts'
import { defineRop, noFields } from '../rop.ts'

export const queryPosition = defineRop({
  id: ropIds.queryPosition,
  read: noFields,
  run(_request, call, answer) {
    const { position, count } = call.input('table')
    answer.u32(position).u32(count)
  },
})

interface SeekRowRequest {
  readonly origin: number
  readonly rows: number
  readonly wantMoved: boolean
}

export const seekRow = defineRop<SeekRowRequest>({
  id: ropIds.seekRow,
  read: (reader) => ({
    origin: reader.u8('the origin'),
    rows: reader.i32('the count of rows'),
    wantMoved: reader.u8('whether the rows are counted') !== 0,
  }),
  run({ origin, rows, wantMoved }, call, answer) {
    const moved = call.input('table').seek(origin, rows)
    answer.u8(moved === rows ? 0 : 1).u32(wantMoved ? moved : 0)
  },
})

export const queryColumnsAll = defineRop({
  id: ropIds.queryColumnsAll,
  read: noFields,
  run: (_request, call, answer) => writeTags(answer, call.input('table').known, 'rop'),
})
