// Properties as a session has them: those with a name have identifiers of the mailbox's own ([MS-OXCPRPT] 2.2.12).

import { CauseError } from '../../../base/failure-cause.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import type { NamedProperty } from '../../../protocols/mapi/named-properties.ts'
import { writePropertyName } from '../../../protocols/mapi/property-name.ts'
import { tagOf } from '../../../protocols/mapi/property-types.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { executeRops, expectRop, logonId, type OpenMailbox } from './rops.ts'
import type { RopTransport } from './transport.ts'

/** A tag with its type, or a name. */
export type Property = number | NamedProperty

/** GetPropertyIdsFromNames makes identifiers for names that have none. */
const create = 0x02

/** Tags of properties, in their order. @throws CauseError when the store has no identifier for a name */
export async function tagsOf(
  transport: RopTransport,
  { handle }: OpenMailbox,
  properties: readonly Property[],
): Promise<number[]> {
  const names = properties.filter((property) => typeof property !== 'number')
  if (names.length === 0) return properties.filter((property) => typeof property === 'number')
  const writer = new ByteWriter().u8(ropIds.getPropertyIdsFromNames).u8(logonId).u8(0).u8(create).u16(names.length)
  for (const { set, id } of names) {
    writePropertyName(
      writer,
      typeof id === 'number' ? { kind: 'number', set, number: id } : { kind: 'text', set, text: id },
    )
  }
  const { reader } = await executeRops(transport, writer.end(), [handle])
  expectRop(reader, ropIds.getPropertyIdsFromNames, 'GetPropertyIdsFromNames')
  const count = reader.u16('the count of identifiers')
  if (count !== names.length) {
    throw new CauseError('bad-response', `The store gave ${count} identifiers for ${names.length} names.`)
  }
  return properties.map((property) =>
    typeof property === 'number' ? property : tagOf(reader.u16('an identifier'), property.type),
  )
}
