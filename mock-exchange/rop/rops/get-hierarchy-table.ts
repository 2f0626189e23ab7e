import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import type { Folder } from '../../mailbox/folders.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { folderAt } from '../hidden-folders.ts'
import { TableObject, type TableRow } from '../objects/table.ts'
import { folderProperties } from '../properties/folder-properties.ts'
import { defineRop } from '../rop.ts'

interface TableRequest {
  readonly output: number
  readonly flags: number
}

/** All levels below, not only the first ([MS-OXCFOLD] 2.2.1.13.1). */
const depthFlag = 0x04

/** The folders below a folder. */
export const getHierarchyTable = defineRop<TableRequest>({
  id: ropIds.getHierarchyTable,
  answerIndex: ({ output }) => output,
  read: (reader) => ({ output: reader.u8('the output index'), flags: reader.u8('the table flags') }),
  run({ output, flags }, call, answer) {
    const { logon, counter } = call.input('folder')
    const { mailbox } = logon
    folderAt(mailbox, counter)
    const source = (): TableRow[] =>
      foldersBelow(mailbox, counter, (flags & depthFlag) !== 0).map(
        ({ folder, depth }) =>
          (tag) =>
            folderProperties.get({ mailbox, folder, depth }, tag),
      )
    const table = new TableObject(logon, folderProperties.tags, source)
    call.output(output, table)
    answer.u32(table.count)
  },
})

function foldersBelow(
  mailbox: Mailbox,
  counter: number,
  deep: boolean,
  depth = 1,
): { readonly folder: Folder; readonly depth: number }[] {
  return mailbox
    .childrenOf(folderAt(mailbox, counter))
    .flatMap((folder) => [
      { folder, depth },
      ...(deep ? foldersBelow(mailbox, folder.id.counter, true, depth + 1) : []),
    ])
}
