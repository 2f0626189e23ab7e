import { readTags } from '../../../../../protocols/mapi/tagged-values.ts'
import { readIds, readOptional, writeColumnsAndRows, writeOptional } from '../../../../../protocols/mapi-http/index.ts'
import { writeStat } from '../../../../../protocols/nspi/stat.ts'
import { queryRows as rowsFrom } from '../../../../nspi/operations/query-rows.ts'
import { addressBookType } from './define.ts'
import { needed, statField } from './stat-field.ts'

/** Rows of a table ([MS-OXCMAPIHTTP] 2.2.5.12). */
export const queryRows = addressBookType({
  name: 'QueryRows',
  emptyFields: 2,
  read: (reader) => ({
    flags: reader.u32('the flags'),
    stat: statField(reader),
    explicit: readIds(reader),
    count: reader.u32('the count of rows'),
    columns: readOptional(reader, () => readTags(reader, 'address-book')),
  }),
  answer(request, writer, book) {
    const found = rowsFrom(book, { ...request, stat: needed(request.stat) })
    writeOptional(writer, found.stat, (value) => writeStat(writer, value))
    writeOptional(writer, found, (value) => writeColumnsAndRows(writer, value))
    return undefined
  },
})
