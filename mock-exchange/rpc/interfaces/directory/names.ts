// From names to entries.

import { readTagArray, readTexts, writeRowSet, writeTagArray } from '../../../../protocols/nspi/ndr-values.ts'
import { readStat } from '../../../../protocols/nspi/stat.ts'
import { resolveNames as resolveAll } from '../../../nspi/operations/resolve-names.ts'
import type { RpcOperation } from '../../types.ts'
import { directoryOperation } from './define.ts'

export const dnToMId: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('a reserved number')
    return readTexts(reader, false)
  },
  run: (names, book) => ({ ids: names.map((dn) => book.byDn(dn)?.id ?? 0) }),
  write: (writer, result) => void writer.unique(result?.ids, (ids) => writeTagArray(writer, ids)),
})

function resolver(wide: boolean): RpcOperation {
  return directoryOperation({
    read(reader) {
      reader.u32('a reserved number')
      return {
        stat: readStat(reader),
        columns: reader.unique('the columns', () => readTagArray(reader)),
        names: readTexts(reader, wide),
      }
    },
    run: ({ stat, columns, names }, book) => resolveAll(book, stat, columns, names),
    write(writer, result) {
      writer.unique(result?.ids, (ids) => writeTagArray(writer, ids))
      writeRowSet(writer, result?.rows.rows)
    },
  })
}

export const resolveNames: RpcOperation = resolver(false)
export const resolveNamesW: RpcOperation = resolver(true)
