import { mapiErrors } from '../../../../../protocols/mapi/error-codes.ts'
import { readTags, writeTaggedValues } from '../../../../../protocols/mapi/tagged-values.ts'
import { readOptional, writeOptional } from '../../../../../protocols/mapi-http/index.ts'
import { getProps as propsOf } from '../../../../nspi/operations/get-props.ts'
import { addressBookType } from './define.ts'
import { needed, statField } from './stat-field.ts'

/** Properties of one entry ([MS-OXCMAPIHTTP] 2.2.5.7). */
export const getProps = addressBookType({
  name: 'GetProps',
  // The code page, and no row.
  emptyFields: 5,
  read: (reader) => ({
    flags: reader.u32('the flags'),
    stat: statField(reader),
    columns: readOptional(reader, () => readTags(reader, 'address-book')),
  }),
  answer({ flags, stat, columns }, writer, book) {
    const given = needed(stat)
    const { row, errorsReturned } = propsOf(book, { flags, stat: given, columns })
    writer.u32(given.codePage)
    writeOptional(writer, row, (value) => writeTaggedValues(writer, value, 'address-book'))
    return errorsReturned ? mapiErrors.errorsReturned : undefined
  },
})
