import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import { defineRop } from '../rop.ts'

interface CreateFolderRequest {
  readonly output: number
  readonly openExisting: boolean
  readonly displayName: string
}

/** Makes a folder, or opens the one that has the name ([MS-OXCFOLD] 2.2.1.2). */
export const createFolder = defineRop<CreateFolderRequest>({
  id: ropIds.createFolder,
  answerIndex: ({ output }) => output,
  read(reader) {
    const output = reader.u8('the output index')
    reader.u8('the folder type')
    const unicode = reader.u8('the kind of text') !== 0
    const openExisting = reader.u8('whether an existing folder is opened') !== 0
    reader.u8('a reserved byte')
    const text = (what: string): string =>
      unicode ? reader.utf16UntilNul(what) : reader.untilNul(what).toString('latin1')
    const displayName = text('the display name')
    text('the comment')
    return { output, openExisting, displayName }
  },
  run({ output, openExisting, displayName }, call, answer) {
    const { logon, counter } = call.input('folder')
    const { mailbox } = logon
    const parent = mailbox.folderAt(counter)
    const same = mailbox
      .childrenOf(parent)
      .find((child) => child.displayName.toLowerCase() === displayName.toLowerCase())
    const existing = openExisting ? same : undefined
    const folder = existing ?? mailbox.createFolder(parent, { displayName })
    call.output(output, { kind: 'folder', logon, counter: folder.id.counter })
    answer.u64(storeId(folder.id.counter)).u8(existing === undefined ? 0 : 1)
    if (existing !== undefined) answer.u8(0).u8(0)
  },
})
