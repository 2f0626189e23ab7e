// Where the calendar, the contacts and the tasks are: properties of the Inbox tell it ([MS-OXOSFLD] 2.2.3).

import { CauseError } from '../../../base/failure-cause.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { readRow } from '../../../protocols/mapi/property-row.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { noHandle } from '../../../protocols/mapi/rop-buffer.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { writeTags } from '../../../protocols/mapi/tagged-values.ts'
import { executeRops, expectRop, logonId, type OpenMailbox } from './rops.ts'
import type { RopTransport } from './transport.ts'

const folderTags = {
  calendar: tags.ipmAppointmentEntryId,
  contacts: tags.ipmContactEntryId,
  tasks: tags.ipmTaskEntryId,
} as const

/** A folder of items that are no mail. */
export type ItemFolder = keyof typeof folderTags

/** Flags, provider and type of a folder's entry id; its long-term id follows ([MS-OXCDATA] 2.2.4.1). */
const entryIdHead = 22
const longTermIdLength = 24

/** The id of a default folder. @throws CauseError */
export async function defaultFolder(
  transport: RopTransport,
  { handle, inbox }: OpenMailbox,
  folder: ItemFolder,
): Promise<bigint> {
  const columns = [folderTags[folder]]
  const writer = new ByteWriter().u8(ropIds.openFolder).u8(logonId).u8(0).u8(1).u64(inbox).u8(0)
  writer.u8(ropIds.getPropertiesSpecific).u8(logonId).u8(1).u16(0).u16(1)
  writeTags(writer, columns, 'rop')
  writer.u8(ropIds.release).u8(logonId).u8(1)
  const { reader } = await executeRops(transport, writer.end(), [handle, noHandle])
  expectRop(reader, ropIds.openFolder, 'OpenFolder')
  reader.take(2, 'rules and ghosts')
  expectRop(reader, ropIds.getPropertiesSpecific, 'GetPropertiesSpecific')
  const [cell] = readRow(reader, columns, 'rop')
  if (!Buffer.isBuffer(cell?.value) || cell.value.length < entryIdHead + longTermIdLength) {
    throw new CauseError('bad-response', `The Inbox does not tell where the ${folder} are.`)
  }
  const longTermId = cell.value.subarray(entryIdHead, entryIdHead + longTermIdLength)
  const rop = new ByteWriter().u8(ropIds.idFromLongTermId).u8(logonId).u8(0).put(longTermId)
  const answers = await executeRops(transport, rop.end(), [handle])
  expectRop(answers.reader, ropIds.idFromLongTermId, 'IdFromLongTermId')
  return answers.reader.u64('the id of the folder')
}
