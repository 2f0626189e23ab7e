// ROPs about the store as a whole whose answer is the same for every mailbox of the lab.

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import { defineRop, noFields } from '../rop.ts'

/** Bits about searches that run ([MS-OXCSTOR] 2.2.1.5); none ever does here. */
export const getStoreState = defineRop({
  id: ropIds.getStoreState,
  read: noFields,
  run(_request, call, answer) {
    call.logon()
    answer.u32(0)
  },
})

/** Which servers have a public folder ([MS-OXCSTOR] 2.2.1.6): none, in a private mailbox. */
export const getOwningServers = defineRop({
  id: ropIds.getOwningServers,
  read: (reader) => reader.u64('the folder id'),
  run() {
    throw new MapiError(mapiErrors.notSupported)
  },
})

/** Public folders that a database has read states of ([MS-OXCSTOR] 2.2.1.10): none. */
export const getPerUserLongTermIds = defineRop({
  id: ropIds.getPerUserLongTermIds,
  read: (reader) => reader.take(16, 'the GUID of a database'),
  run(_request, call, answer) {
    call.logon()
    answer.u16(0)
  },
})

/** Where messages wait to be sent ([MS-OXOMSG] 2.2.3.5). */
export const getTransportFolder = defineRop({
  id: ropIds.getTransportFolder,
  read: noFields,
  run: (_request, call, answer) => void answer.u64(storeId(call.logon().mailbox.folder('outbox').id.counter)),
})

/** The types of addresses that can be written to ([MS-OXOMSG] 2.2.3.6). */
export const getAddressTypes = defineRop({
  id: ropIds.getAddressTypes,
  read: noFields,
  run(_request, call, answer) {
    call.logon()
    const types = Buffer.from('SMTP\0EX\0', 'latin1')
    answer.u16(2).u16(types.length).put(types)
  },
})

/** The client says that it sends what waits ([MS-OXOMSG] 2.2.3.4); the lab's store sends at once. */
export const setSpooler = defineRop({
  id: ropIds.setSpooler,
  read: noFields,
  run: (_request, call) => void call.logon(),
})
