import { tags } from '../../../protocols/mapi/property-tags.ts'
import { propertyTypes, withType } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import { displayTypes, permanentEntryId } from '../../../protocols/nspi/entry-id.ts'
import type { AddressBook } from '../address-book.ts'

/** Flags of NspiGetSpecialTable ([MS-OXNSPI] 2.2.1.13). */
const flags = { creationTemplates: 2, unicode: 4 } as const

/** PidTagContainerFlags ([MS-OXOABK] 2.2.2.1): it has recipients, subcontainers, and cannot be changed. */
const containerFlags = { recipients: 1, subcontainers: 2, unmodifiable: 8 } as const

/** What the hierarchy is at; it never changes while a lab runs. */
export const hierarchyVersion = 1

/**
 * The containers, parents before children ([MS-OXNSPI] 3.1.4.1.3); nothing for a client that knows this version, and for the
 * table of templates for new addresses, of which there are none.
 */
export function specialTable(book: AddressBook, given: number, version = 0): readonly (readonly TaggedValue[])[] {
  if ((given & flags.creationTemplates) !== 0 || version === hierarchyVersion) return []
  const type = (given & flags.unicode) === 0 ? propertyTypes.string8 : propertyTypes.string
  return book.containers.map(({ id, name, dn, parent }) => {
    const hasLists = book.containers.some((other) => other.parent === dn)
    const values: TaggedValue[] = [
      { tag: tags.entryId, value: permanentEntryId(displayTypes.container, dn) },
      {
        tag: tags.containerFlags,
        value: containerFlags.recipients | containerFlags.unmodifiable | (hasLists ? containerFlags.subcontainers : 0),
      },
      { tag: tags.depth, value: parent === undefined ? 0 : 1 },
      { tag: tags.addressBookContainerId, value: id },
      { tag: withType(tags.displayName, type), value: name },
      { tag: tags.addressBookIsMaster, value: false },
    ]
    if (parent === undefined) return values
    return [...values, { tag: tags.addressBookParentEntryId, value: permanentEntryId(displayTypes.container, parent) }]
  })
}
