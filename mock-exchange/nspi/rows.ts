import { mapiErrors } from '../../protocols/mapi/error-codes.ts'
import type { Row } from '../../protocols/mapi/property-row.ts'
import { tags } from '../../protocols/mapi/property-tags.ts'
import { errorTag, propertyTypes, typeOf, withType } from '../../protocols/mapi/property-types.ts'
import type { AddressBook } from './address-book.ts'
import { type Entry, propertyOf, withEphemeralId } from './entry.ts'

/** Rows with the columns that they have in common. */
export interface Rows {
  readonly columns: readonly number[]
  readonly rows: readonly Row[]
}

/** Flags of NspiQueryRows and others ([MS-OXNSPI] 2.2.1.12). */
const retrieveFlags = { skipObjects: 1, ephemeralId: 2 } as const

/** The columns of a table of which the client names none ([MS-OXNSPI] 3.1.4.1.8). */
export const standardColumns: readonly number[] = [
  tags.addressBookContainerId,
  tags.objectType,
  tags.displayType,
  withType(tags.displayName, propertyTypes.string8),
  0x3a1a001e,
  0x3a18001e,
  0x3a19001e,
]

/** The row of an entry; of none, a row of errors. */
export function rowOf(entry: Entry | undefined, columns: readonly number[]): Row {
  return columns.map((column) => {
    const found = entry && propertyOf(entry, column)
    return found ?? { tag: errorTag(column), value: mapiErrors.notFound }
  })
}

/** The entry as the flags of the call want it seen. */
export function seenWith(book: AddressBook, entry: Entry | undefined, flags: number): Entry | undefined {
  return entry && (flags & retrieveFlags.ephemeralId) !== 0 ? withEphemeralId(entry, book.server) : entry
}

/** All properties that an entry has, in order. */
export function allTags(entry: Entry, flags: number): number[] {
  return [...entry.properties.values()]
    .map(({ tag }) => tag)
    .filter((tag) => (flags & retrieveFlags.skipObjects) === 0 || typeOf(tag) !== propertyTypes.object)
}
