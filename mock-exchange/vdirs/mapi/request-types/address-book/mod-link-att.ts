import type { ByteReader } from '../../../../../protocols/byte-reader.ts'
import { MapiError, mapiErrors } from '../../../../../protocols/mapi/error-codes.ts'
import { readCounted } from '../../../../../protocols/mapi/tagged-values.ts'
import { readOptional } from '../../../../../protocols/mapi-http/index.ts'
import { addressBookType } from './define.ts'

/** Bytes of an entry id before the DN or the number of the entry ([MS-OXNSPI] 2.2.9.2, 2.2.9.3). */
const entryIdHead = 28

/** Changes members and delegates ([MS-OXCMAPIHTTP] 2.2.5.10), to which nobody in the lab has the right. */
export const modLinkAtt = addressBookType({
  name: 'ModLinkAtt',
  emptyFields: 0,
  read(reader) {
    reader.u32('the flags')
    reader.u32('the property')
    const id = reader.u32('the entry')
    readOptional(reader, () => readCounted(reader, 'wide', entryIdHead, () => skipEntryId(reader)))
    return id
  },
  answer(id, _writer, book) {
    throw new MapiError(book.byId(id) === undefined ? mapiErrors.notFound : mapiErrors.accessDenied)
  },
})

function skipEntryId(reader: ByteReader): void {
  const head = reader.take(entryIdHead, 'an entry id')
  if (head.readUInt8(0) === 0) reader.untilNul('the DN of an entry id')
  else reader.u32('the number of an entry id')
}
