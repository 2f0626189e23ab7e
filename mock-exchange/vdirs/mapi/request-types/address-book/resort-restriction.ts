import { readIds, readOptional, writeIds, writeOptional } from '../../../../../protocols/mapi-http/index.ts'
import { writeStat } from '../../../../../protocols/nspi/stat.ts'
import { resortRestriction as resort } from '../../../../nspi/operations/resort-restriction.ts'
import { addressBookType } from './define.ts'
import { needed, statField } from './stat-field.ts'

/** Puts entries into the order of a table ([MS-OXCMAPIHTTP] 2.2.5.15). */
export const resortRestriction = addressBookType({
  name: 'ResortRestriction',
  emptyFields: 2,
  read(reader) {
    reader.u32('a reserved number')
    return { stat: statField(reader), ids: readOptional(reader, () => readIds(reader)) ?? [] }
  },
  answer({ stat, ids }, writer, book) {
    const sorted = resort(book, needed(stat), ids)
    writeOptional(writer, sorted.stat, (value) => writeStat(writer, value))
    writeOptional(writer, sorted.ids, (value) => writeIds(writer, value))
    return undefined
  },
})
