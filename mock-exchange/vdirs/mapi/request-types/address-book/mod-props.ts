import { MapiError, mapiErrors } from '../../../../../protocols/mapi/error-codes.ts'
import { readTaggedValues, readTags } from '../../../../../protocols/mapi/tagged-values.ts'
import { readOptional } from '../../../../../protocols/mapi-http/index.ts'
import { addressBookType } from './define.ts'
import { needed, statField } from './stat-field.ts'

/** Changes an entry ([MS-OXCMAPIHTTP] 2.2.5.11), to which nobody in the lab has the right. */
export const modProps = addressBookType({
  name: 'ModProps',
  emptyFields: 0,
  read(reader) {
    reader.u32('a reserved number')
    const stat = statField(reader)
    readOptional(reader, () => readTags(reader, 'address-book'))
    readOptional(reader, () => readTaggedValues(reader, 'address-book'))
    return stat
  },
  answer(stat, _writer, book) {
    const entry = book.byId(needed(stat).currentRec)
    throw new MapiError(entry === undefined ? mapiErrors.notFound : mapiErrors.accessDenied)
  },
})
