// MAPI properties of personal distribution lists ([MS-OXOCNTC] 2.2.2): their members are two lists, of which the first points
// to contacts or the address book, and the second has a one-off EntryID for each, which says who it is in any case.

import { named } from '../../../protocols/mapi/named-properties.ts'
import { isOneOffEntryId, readOneOffEntryId, writeOneOffEntryId } from '../../../protocols/mapi/one-off-entry-id.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import type { Address, DistributionList, PropertyValue } from '../item.ts'
import type { Change } from '../item-change.ts'
import { asText, kept, type MapiProperty, row } from './property.ts'

/** PidTagIconIndex of a distribution list. */
const listIcon = 0x202

const entryIds = ({ members }: DistributionList): PropertyValue | undefined =>
  members.length === 0
    ? undefined
    : members.map(({ name, address }) => writeOneOffEntryId({ name, addressType: 'SMTP', address }))

/** Those who are told by name and address; pointers to others, and bytes that cannot be read, say nothing. */
function membersChange(value: PropertyValue | undefined): Change {
  const given: readonly unknown[] = Array.isArray(value) ? value : []
  const ids = given.filter((one): one is Buffer => Buffer.isBuffer(one) && isOneOffEntryId(one))
  if (given.length > 0 && ids.length === 0) return {}
  return { members: ids.flatMap((id) => memberOf(id) ?? []) }
}

function memberOf(id: Buffer): Address | undefined {
  try {
    const { name, address } = readOneOffEntryId(id)
    return { name: name || address, address }
  } catch (error) {
    if (error instanceof ProtocolSyntaxError) return undefined
    throw error
  }
}

const displayName = (property: Parameters<typeof row>[0]): MapiProperty<DistributionList> =>
  row<DistributionList>(
    property,
    ({ displayName: name }) => name,
    (value) => ({ displayName: asText(value) }),
  )

export const distributionListProperties: readonly MapiProperty<DistributionList>[] = [
  displayName(tags.displayName),
  displayName(named.distributionListName),
  row<DistributionList>(
    named.fileUnder,
    ({ fileAs }) => fileAs || undefined,
    (value) => ({ fileAs: asText(value) }),
  ),
  // The second list last: it says more.
  row<DistributionList>(named.distributionListMembers, entryIds, membersChange),
  row<DistributionList>(named.distributionListOneOffMembers, entryIds, membersChange),
  kept<DistributionList>(named.distributionListChecksum),
  kept<DistributionList>(tags.iconIndex, () => listIcon),
]
