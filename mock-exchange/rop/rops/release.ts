import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { defineRop, noFields } from '../rop.ts'

/** Closes a handle; it has no answer ([MS-OXCROPS] 2.2.15.3). */
export const release = defineRop({
  id: ropIds.release,
  silent: true,
  read: noFields,
  run: (_request, call) => call.releaseAt(call.index),
})
