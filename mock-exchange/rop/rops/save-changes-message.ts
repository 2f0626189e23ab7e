import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import { defineRop } from '../rop.ts'

/** Puts a message's changes into the store ([MS-OXCMSG] 2.2.3.3). The answer has the index that stands third. */
export const saveChangesMessage = defineRop<number>({
  id: ropIds.saveChangesMessage,
  read(reader) {
    const input = reader.u8('the input index')
    reader.u8('the save flags')
    return input
  },
  run(input, call, answer) {
    const item = call.inputAt(input, 'message', 'embedded').save(call.session.server.now())
    // A message within an attachment has no id.
    answer.u8(input).u64(item === undefined ? 0n : storeId(item.id.counter))
  },
})
