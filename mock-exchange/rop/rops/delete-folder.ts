import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { counterOf } from '../../../protocols/mapi/store-id.ts'
import { defineRop } from '../rop.ts'

interface DeleteFolderRequest {
  readonly flags: number
  readonly id: bigint
}

/** With what is in the folder, and with its subfolders ([MS-OXCFOLD] 2.2.1.3.1). */
const flags = { messages: 0x01, folders: 0x04 } as const

/** Removes a folder. When it is not empty, and the flags do not say so, it stays: the deletion is partial. */
export const deleteFolder = defineRop<DeleteFolderRequest>({
  id: ropIds.deleteFolder,
  read: (reader) => ({ flags: reader.u8('the flags'), id: reader.u64('the folder id') }),
  run(request, call, answer) {
    const { logon } = call.input('folder')
    const { mailbox } = logon
    const counter = counterOf(request.id)
    if (counter === undefined) throw new MapiError(mapiErrors.notFound)
    const folder = mailbox.folderAt(counter)
    const kept =
      (mailbox.count(folder) > 0 && (request.flags & flags.messages) === 0) ||
      (mailbox.childrenOf(folder).length > 0 && (request.flags & flags.folders) === 0)
    if (!kept) mailbox.deleteFolder(folder)
    answer.u8(kept ? 1 : 0)
  },
})
