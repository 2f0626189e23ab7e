// Names of properties and their identifiers ([MS-OXCPRPT] 2.2.12, 2.2.13).

import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { type PropertyName, readPropertyName, writePropertyName } from '../../../protocols/mapi/property-name.ts'
import { propertySets } from '../../../protocols/mapi/property-sets.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { readCounted } from '../../../protocols/mapi/tagged-values.ts'
import { defineRop, MapiErrorWithFields } from '../rop.ts'

interface NamesRequest {
  readonly create: boolean
  readonly names: readonly PropertyName[]
}

export const getPropertyIdsFromNames = defineRop<NamesRequest>({
  id: ropIds.getPropertyIdsFromNames,
  read: (reader) => ({
    create: (reader.u8('the flags') & 0x02) !== 0,
    // Kind and set are the least that a name has.
    names: readCounted(reader, 'rop', 17, () => readPropertyName(reader)),
  }),
  run({ create, names }, call, answer) {
    const known = call.session.namesOf(call.logon())
    const ids = names.map((name) => known.idOf(name, create) ?? 0)
    const fields = new ByteWriter().u16(ids.length)
    for (const id of ids) fields.u16(id)
    // A warning, with which the answer is whole; it says with 0 which names have no identifier.
    if (ids.includes(0)) throw new MapiErrorWithFields(mapiErrors.errorsReturned, fields.end())
    answer.put(fields.end())
  },
})

export const getNamesFromPropertyIds = defineRop<readonly number[]>({
  id: ropIds.getNamesFromPropertyIds,
  read: (reader) => readCounted(reader, 'rop', 2, () => reader.u16('an identifier')),
  run(ids, call, answer) {
    const known = call.session.namesOf(call.logon())
    answer.u16(ids.length)
    for (const id of ids) writePropertyName(answer, known.nameOf(id) ?? { kind: 'none', set: propertySets.mapi })
  },
})
