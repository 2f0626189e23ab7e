import { writeTags } from '../../../../../protocols/mapi/tagged-values.ts'
import { writeOptional } from '../../../../../protocols/mapi-http/index.ts'
import { queryColumns as columnsOf } from '../../../../nspi/operations/query-columns.ts'
import { addressBookType } from './define.ts'

/** All properties that entries can have ([MS-OXCMAPIHTTP] 2.2.5.13). */
export const queryColumns = addressBookType({
  name: 'QueryColumns',
  emptyFields: 1,
  read(reader) {
    reader.u32('a reserved number')
    return reader.u32('the flags')
  },
  answer(flags, writer, book) {
    writeOptional(writer, columnsOf(book, flags), (value) => writeTags(writer, value, 'address-book'))
    return undefined
  },
})
