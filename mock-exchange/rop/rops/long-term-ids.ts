// Ids that hold beyond a session ([MS-OXCSTOR] 2.2.1.8, 2.2.1.9).

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { counterOf, storeId } from '../../../protocols/mapi/store-id.ts'
import { guidBytes } from '../../mailbox/guid.ts'
import { longTermId } from '../properties/ids.ts'
import { defineRop } from '../rop.ts'

export const longTermIdFromId = defineRop<bigint>({
  id: ropIds.longTermIdFromId,
  read: (reader) => reader.u64('the id'),
  run(id, call, answer) {
    const { replica } = call.logon().mailbox.folder('root').id
    const counter = counterOf(id)
    if (counter === undefined) throw new MapiError(mapiErrors.notFound)
    answer.put(longTermId({ replica, counter }))
  },
})

export const idFromLongTermId = defineRop<Buffer>({
  id: ropIds.idFromLongTermId,
  read: (reader) => reader.take(24, 'the long-term id'),
  run(id, call, answer) {
    const { replica } = call.logon().mailbox.folder('root').id
    if (!id.subarray(0, 16).equals(guidBytes(replica))) throw new MapiError(mapiErrors.notFound)
    answer.u64(storeId(id.readUIntBE(16, 6)))
  },
})
