import { readCounted } from '../../../../../protocols/mapi/tagged-values.ts'
import { readOptional, writeIds, writeOptional } from '../../../../../protocols/mapi-http/index.ts'
import { addressBookType } from './define.ts'

/** The entries that DNs name, 0 for those that name none ([MS-OXCMAPIHTTP] 2.2.5.4). */
export const dnToMId = addressBookType({
  name: 'DNToMId',
  emptyFields: 1,
  read(reader) {
    reader.u32('a reserved number')
    return readOptional(reader, () => readCounted(reader, 'wide', 1, () => reader.untilNul('a DN').toString('latin1')))
  },
  answer(names = [], writer, book) {
    const ids = names.map((dn) => book.byDn(dn)?.id ?? 0)
    writeOptional(writer, ids, (value) => writeIds(writer, value))
    return undefined
  },
})
