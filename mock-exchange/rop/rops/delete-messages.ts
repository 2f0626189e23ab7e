// Removing messages ([MS-OXCFOLD] 2.2.1.11, 2.2.1.12). The lab's store keeps nothing of what is removed, so both are one.

import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { readCounted } from '../../../protocols/mapi/tagged-values.ts'
import { itemsOf } from '../items-of.ts'
import { defineRop, type Rop } from '../rop.ts'

function deleter(id: number): Rop {
  return defineRop<readonly bigint[]>({
    id,
    read(reader) {
      reader.u8('whether it may be done later')
      reader.u8('whether senders are told')
      return readCounted(reader, 'rop', 8, () => reader.u64('a message id'))
    },
    run(ids, call, answer) {
      const folder = call.input('folder')
      const { found, complete } = itemsOf(folder, ids)
      for (const item of found) folder.logon.mailbox.delete(item)
      answer.u8(complete ? 0 : 1)
    },
  })
}

export const deleteMessages: Rop = deleter(ropIds.deleteMessages)
export const hardDeleteMessages: Rop = deleter(ropIds.hardDeleteMessages)

/** Removes all messages of a folder ([MS-OXCFOLD] 2.2.1.9), and what is below it. */
export const emptyFolder = defineRop({
  id: ropIds.emptyFolder,
  read(reader) {
    reader.u8('whether it may be done later')
    return reader.u8('whether hidden messages go too')
  },
  run(_request, call, answer) {
    const { logon, counter } = call.input('folder')
    const { mailbox } = logon
    const folder = mailbox.folderAt(counter)
    for (const item of mailbox.items(folder)) mailbox.delete(item)
    const below = mailbox.childrenOf(folder)
    const own = below.filter(({ name }) => name === undefined)
    for (const child of own) mailbox.deleteFolder(child)
    answer.u8(own.length === below.length ? 0 : 1)
  },
})
