import { propertyTypes, typeOf, withType } from '../../../protocols/mapi/property-types.ts'
import type { AddressBook } from '../address-book.ts'

/** Flag of NspiQueryColumns: texts in UTF-16 ([MS-OXNSPI] 2.2.1.14). */
const unicodeTypes = 0x8000_0000

/** All properties that entries of the address book can have ([MS-OXNSPI] 3.1.4.1.5). */
export function queryColumns(book: AddressBook, flags: number): readonly number[] {
  const known = book.entries[0]?.properties.values() ?? []
  return [...known].map(({ tag }) => {
    if ((flags & unicodeTypes) !== 0 || (typeOf(tag) & 0xff) !== propertyTypes.string) return tag
    return withType(tag, typeOf(tag) - propertyTypes.string + propertyTypes.string8)
  })
}
