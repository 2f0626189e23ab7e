import { MapiError, mapiErrors } from '../../../../../protocols/mapi/error-codes.ts'
import { readTaggedValue, readTags } from '../../../../../protocols/mapi/tagged-values.ts'
import { readIds, readOptional, writeColumnsAndRows, writeOptional } from '../../../../../protocols/mapi-http/index.ts'
import { writeStat } from '../../../../../protocols/nspi/stat.ts'
import { seekEntries as seek } from '../../../../nspi/operations/seek-entries.ts'
import { addressBookType } from './define.ts'
import { needed, statField } from './stat-field.ts'

/** Moves to a name ([MS-OXCMAPIHTTP] 2.2.5.16). */
export const seekEntries = addressBookType({
  name: 'SeekEntries',
  emptyFields: 2,
  read(reader) {
    reader.u32('a reserved number')
    return {
      stat: statField(reader),
      target: readOptional(reader, () => readTaggedValue(reader, 'address-book')),
      explicit: readOptional(reader, () => readIds(reader)),
      columns: readOptional(reader, () => readTags(reader, 'address-book')),
    }
  },
  answer({ stat, target, explicit, columns }, writer, book) {
    if (target === undefined) throw new MapiError(mapiErrors.invalidParameter)
    const found = seek(book, { stat: needed(stat), target, explicit, columns })
    writeOptional(writer, found.stat, (value) => writeStat(writer, value))
    writeOptional(writer, found.rows, (value) => writeColumnsAndRows(writer, value))
    return undefined
  },
})
