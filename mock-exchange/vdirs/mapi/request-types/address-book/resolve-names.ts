import { readCounted, readTags } from '../../../../../protocols/mapi/tagged-values.ts'
import { readOptional, writeColumnsAndRows, writeIds, writeOptional } from '../../../../../protocols/mapi-http/index.ts'
import { resolveNames as resolveAll } from '../../../../nspi/operations/resolve-names.ts'
import { addressBookType } from './define.ts'
import { needed, statField } from './stat-field.ts'

/** Whom the names mean that a user has typed ([MS-OXCMAPIHTTP] 2.2.5.14). */
export const resolveNames = addressBookType({
  name: 'ResolveNames',
  emptyFields: 6,
  read(reader) {
    reader.u32('a reserved number')
    return {
      stat: statField(reader),
      columns: readOptional(reader, () => readTags(reader, 'address-book')),
      names: readOptional(reader, () => readCounted(reader, 'wide', 2, () => reader.utf16UntilNul('a name'))),
    }
  },
  answer({ stat, columns, names }, writer, book) {
    const given = needed(stat)
    const found = resolveAll(book, given, columns, names)
    writer.u32(given.codePage)
    writeOptional(writer, found.ids, (value) => writeIds(writer, value))
    writeOptional(writer, found.rows, (value) => writeColumnsAndRows(writer, value))
    return undefined
  },
})
