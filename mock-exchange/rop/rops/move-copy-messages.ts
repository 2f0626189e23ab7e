import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { readCounted } from '../../../protocols/mapi/tagged-values.ts'
import { itemsOf } from '../items-of.ts'
import type { FolderObject } from '../objects/types.ts'
import { defineRop, MapiErrorWithFields, type RopCall } from '../rop.ts'

interface MoveCopyRequest {
  readonly destination: number
  readonly ids: readonly bigint[]
  readonly copy: boolean
}

/** Moves or copies messages to another folder ([MS-OXCFOLD] 2.2.1.6). */
export const moveCopyMessages = defineRop<MoveCopyRequest>({
  id: ropIds.moveCopyMessages,
  read(reader) {
    const destination = reader.u8('the destination index')
    const ids = readCounted(reader, 'rop', 8, () => reader.u64('a message id'))
    reader.u8('whether it may be done later')
    return { destination, ids, copy: reader.u8('whether it is a copy') !== 0 }
  },
  run({ destination, ids, copy }, call, answer) {
    const source = call.input('folder')
    const { mailbox } = source.logon
    const target = mailbox.folderAt(destinationOf(call, destination).counter)
    const { found, complete } = itemsOf(source, ids)
    for (const item of found) {
      if (copy) mailbox.copy(item, target)
      else mailbox.move(item, target)
    }
    answer.u8(complete ? 0 : 1)
  },
})

/** A destination that is not there is told with its index ([MS-OXCROPS] 2.2.4.6.3). */
function destinationOf(call: RopCall, index: number): FolderObject {
  try {
    return call.inputAt(index, 'folder')
  } catch (error) {
    if (!(error instanceof MapiError)) throw error
    throw new MapiErrorWithFields(mapiErrors.nullDestination, new ByteWriter().u32(index).u8(0).end())
  }
}
