// Read or unread ([MS-OXCMSG] 2.2.3.10, 2.2.3.11).

import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { readCounted } from '../../../protocols/mapi/tagged-values.ts'
import { itemsOf } from '../items-of.ts'
import { defineRop } from '../rop.ts'

/** Flags of 2.2.3.10: rfClearReadFlag makes it unread; those about receipts change nothing of the message itself. */
const clearRead = 0x04
/** rfGenerateReceiptOnly, rfClearNotifyRead, rfClearNotifyUnread. */
const receiptsOnly = 0x10 | 0x20 | 0x40

interface SetReadFlagsRequest {
  readonly flags: number
  readonly ids: readonly bigint[]
}

export const setReadFlags = defineRop<SetReadFlagsRequest>({
  id: ropIds.setReadFlags,
  read(reader) {
    reader.u8('whether it may be done later')
    const flags = reader.u8('the read flags')
    return { flags, ids: readCounted(reader, 'rop', 8, () => reader.u64('a message id')) }
  },
  run({ flags, ids }, call, answer) {
    const folder = call.input('folder')
    const { mailbox } = folder.logon
    // No ids stand for all messages of the folder.
    const all = ids.length === 0
    const { found, complete } = all
      ? { found: mailbox.items(mailbox.folderAt(folder.counter)), complete: true }
      : itemsOf(folder, ids)
    if ((flags & receiptsOnly) === 0) for (const item of found) mailbox.setRead(item, (flags & clearRead) === 0)
    answer.u8(complete ? 0 : 1)
  },
})

interface SetMessageReadFlagRequest {
  readonly input: number
  readonly flags: number
}

export const setMessageReadFlag = defineRop<SetMessageReadFlagRequest>({
  id: ropIds.setMessageReadFlag,
  read: (reader) => ({ input: reader.u8('the input index'), flags: reader.u8('the read flags') }),
  run({ input, flags }, call, answer) {
    const message = call.inputAt(input, 'message')
    const { item } = message
    if (item !== undefined && (flags & receiptsOnly) === 0) {
      message.logon.mailbox.setRead(item, (flags & clearRead) === 0)
    }
    // Whether others must be told is a matter of public folders only.
    answer.u8(0)
  },
})
