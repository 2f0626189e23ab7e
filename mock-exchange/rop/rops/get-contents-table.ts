import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { folderAt } from '../hidden-folders.ts'
import { TableObject, type TableRow } from '../objects/table.ts'
import { itemColumns, itemProperty } from '../properties/item-properties.ts'
import { defineRop } from '../rop.ts'
import { watchTable } from '../table-changes.ts'

interface TableRequest {
  readonly output: number
  readonly flags: number
}

/** Hidden messages, which the lab has none of; and a table of whose changes nobody wants to hear ([MS-OXCFOLD] 2.2.1.14.1). */
const flags = { associated: 0x02, noNotifications: 0x10, softDeletes: 0x20 } as const

/** The messages in a folder. */
export const getContentsTable = defineRop<TableRequest>({
  id: ropIds.getContentsTable,
  answerIndex: ({ output }) => output,
  read: (reader) => ({ output: reader.u8('the output index'), flags: reader.u8('the table flags') }),
  run(request, call, answer) {
    const { logon, counter } = call.input('folder')
    const { mailbox } = logon
    const folder = folderAt(mailbox, counter)
    const names = call.session.namesOf(logon)
    const empty = (request.flags & (flags.associated | flags.softDeletes)) !== 0
    const source = (): TableRow[] =>
      (empty ? [] : mailbox.items(folder)).map((item) => (tag) => itemProperty({ mailbox, item }, names, tag))
    const table = new TableObject(logon, itemColumns, source)
    const handle = call.output(request.output, table)
    if ((request.flags & flags.noNotifications) === 0) watchTable(call.session, table, handle, counter)
    answer.u32(table.count)
  },
})
