import { MapiError, mapiErrors } from '../../../../../protocols/mapi/error-codes.ts'
import { writeTags } from '../../../../../protocols/mapi/tagged-values.ts'
import { writeOptional } from '../../../../../protocols/mapi-http/index.ts'
import { allTags } from '../../../../nspi/rows.ts'
import { addressBookType } from './define.ts'

/** The properties that an entry has ([MS-OXCMAPIHTTP] 2.2.5.6). */
export const getPropList = addressBookType({
  name: 'GetPropList',
  emptyFields: 1,
  read: (reader) => ({
    flags: reader.u32('the flags'),
    id: reader.u32('the entry'),
    codePage: reader.u32('the code page'),
  }),
  answer({ flags, id }, writer, book) {
    const entry = book.byId(id)
    if (entry === undefined) throw new MapiError(mapiErrors.notFound)
    writeOptional(writer, allTags(entry, flags), (value) => writeTags(writer, value, 'address-book'))
    return undefined
  },
})
