import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import { receiveFolderOf } from '../receive-folders.ts'
import { defineRop } from '../rop.ts'

/** Where messages of a class arrive ([MS-OXCSTOR] 2.2.1.2). */
export const getReceiveFolder = defineRop<string>({
  id: ropIds.getReceiveFolder,
  read: (reader) => reader.untilNul('the message class').toString('latin1'),
  run(messageClass, call, answer) {
    const { mailbox } = call.logon()
    const found = receiveFolderOf(messageClass)
    answer.u64(storeId(mailbox.folder(found.folder).id.counter)).put(Buffer.from(`${found.messageClass}\0`, 'latin1'))
  },
})
