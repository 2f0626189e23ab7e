import { writeRow } from '../../../protocols/mapi/property-row.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { propertyTypes, withType } from '../../../protocols/mapi/property-types.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import { receiveFolders } from '../receive-folders.ts'
import { defineRop, noFields } from '../rop.ts'

const columns = [tags.folderId, withType(tags.messageClass, propertyTypes.string8), tags.lastModificationTime] as const

/** Where messages arrive, all classes ([MS-OXCSTOR] 2.2.1.4). */
export const getReceiveFolderTable = defineRop({
  id: ropIds.getReceiveFolderTable,
  read: noFields,
  run(_request, call, answer) {
    const { mailbox } = call.logon()
    answer.u32(receiveFolders.length)
    for (const { messageClass, folder } of receiveFolders) {
      const values = [storeId(mailbox.folder(folder).id.counter), messageClass, 0]
      writeRow(
        answer,
        columns,
        columns.map((tag, index) => ({ tag, value: values[index] })),
        'rop',
      )
    }
  },
})
