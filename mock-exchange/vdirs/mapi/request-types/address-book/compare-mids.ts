import { compareIds } from '../../../../nspi/operations/compare-ids.ts'
import { addressBookType } from './define.ts'
import { needed, statField } from './stat-field.ts'

/** Which of two entries stands before the other ([MS-OXCMAPIHTTP] 2.2.5.3). */
export const compareMIds = addressBookType({
  name: 'CompareMIds',
  emptyFields: 4,
  read(reader) {
    reader.u32('a reserved number')
    return { stat: statField(reader), first: reader.u32('the first entry'), second: reader.u32('the second entry') }
  },
  answer({ stat, first, second }, writer, book) {
    writer.u32(compareIds(book, needed(stat), first, second))
    return undefined
  },
})
