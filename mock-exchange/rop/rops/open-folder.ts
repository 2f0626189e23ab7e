import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { counterOf } from '../../../protocols/mapi/store-id.ts'
import { folderAt } from '../hidden-folders.ts'
import { defineRop } from '../rop.ts'

interface OpenFolderRequest {
  readonly output: number
  readonly id: bigint
}

/** Opens a folder by its id ([MS-OXCFOLD] 2.2.1.1). */
export const openFolder = defineRop<OpenFolderRequest>({
  id: ropIds.openFolder,
  answerIndex: ({ output }) => output,
  read(reader) {
    const output = reader.u8('the output index')
    const id = reader.u64('the folder id')
    reader.u8('the open flags')
    return { output, id }
  },
  run({ output, id }, call, answer) {
    const logon = call.logon()
    const counter = counterOf(id)
    if (counter === undefined) throw new MapiError(mapiErrors.notFound)
    folderAt(logon.mailbox, counter)
    call.output(output, { kind: 'folder', logon, counter })
    // No rules, and no other server that would have it.
    answer.u8(0).u8(0)
  },
})
