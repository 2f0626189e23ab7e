import { MapiError, mapiErrors } from '../../../../../protocols/mapi/error-codes.ts'
import { readOptional } from '../../../../../protocols/mapi-http/index.ts'
import { addressBookType } from './define.ts'

/** How an entry is displayed ([MS-OXCMAPIHTTP] 2.2.5.9); the lab's directory has no templates, and clients their own. */
export const getTemplateInfo = addressBookType({
  name: 'GetTemplateInfo',
  emptyFields: 5,
  read(reader) {
    reader.u32('the flags')
    reader.u32('the display type')
    readOptional(reader, () => reader.untilNul('the DN of a template'))
    reader.u32('the code page')
    return reader.u32('the locale')
  },
  answer() {
    throw new MapiError(mapiErrors.notFound)
  },
})
