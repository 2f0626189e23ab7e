import { readRestriction } from '../../../../../protocols/mapi/restriction.ts'
import { readTags } from '../../../../../protocols/mapi/tagged-values.ts'
import {
  readIds,
  readOptional,
  writeColumnsAndRows,
  writeIds,
  writeOptional,
} from '../../../../../protocols/mapi-http/index.ts'
import { writeStat } from '../../../../../protocols/nspi/stat.ts'
import { getMatches as matchesOf } from '../../../../nspi/operations/get-matches.ts'
import { addressBookType } from './define.ts'
import { needed, statField } from './stat-field.ts'

/** Bytes of the name of a property: a set and a number. */
const propertyNameLength = 20

/** The entries that meet a restriction ([MS-OXCMAPIHTTP] 2.2.5.5). */
export const getMatches = addressBookType({
  name: 'GetMatches',
  emptyFields: 3,
  read(reader) {
    reader.u32('a reserved number')
    const stat = statField(reader)
    readOptional(reader, () => readIds(reader))
    reader.u32('the interface options')
    const filter = readOptional(reader, () => readRestriction(reader, 'wide'))
    readOptional(reader, () => reader.take(propertyNameLength, 'the name of a property'))
    const limit = reader.u32('the limit of rows')
    return { stat, filter, limit, columns: readOptional(reader, () => readTags(reader, 'address-book')) }
  },
  answer({ stat, filter, limit, columns }, writer, book) {
    const found = matchesOf(book, { stat: needed(stat), filter, limit, columns })
    writeOptional(writer, found.stat, (value) => writeStat(writer, value))
    writeOptional(writer, found.ids, (value) => writeIds(writer, value))
    writeOptional(writer, found.rows, (value) => writeColumnsAndRows(writer, value))
    return undefined
  },
})
