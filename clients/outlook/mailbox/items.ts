// Items made and listed by ROPs: what they are is told by their message class, what they say by properties, most of them
// with names ([MS-OXOCAL], [MS-OXOCNTC], [MS-OXOTASK]).

import { CauseError } from '../../../base/failure-cause.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { readRow } from '../../../protocols/mapi/property-row.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { isError } from '../../../protocols/mapi/property-types.ts'
import type { MapiValue } from '../../../protocols/mapi/property-values.ts'
import { writeRecipientRow } from '../../../protocols/mapi/recipient-row.ts'
import { noHandle } from '../../../protocols/mapi/rop-buffer.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { writeTaggedValues, writeTags } from '../../../protocols/mapi/tagged-values.ts'
import { type Property, tagsOf } from './properties.ts'
import { executeRops, expectRop, logonId, type OpenMailbox } from './rops.ts'
import type { RopTransport } from './transport.ts'

/** A property and what it is to say. */
export type PropertyValuePair = readonly [property: Property, value: Exclude<MapiValue, undefined>]

/** Somebody who must come to a meeting, or a recipient in To. */
const toRecipient = 1

/** Makes an item in a folder, and saves it. @param people addresses of recipients or attendees @throws CauseError */
export async function createItem(
  transport: RopTransport,
  mailbox: OpenMailbox,
  folder: bigint,
  values: readonly PropertyValuePair[],
  people: readonly string[] = [],
): Promise<void> {
  const valueTags = await tagsOf(
    transport,
    mailbox,
    values.map(([property]) => property),
  )
  const given = new ByteWriter()
  writeTaggedValues(
    given,
    values.map(([, value], index) => ({ tag: valueTags[index] ?? 0, value })),
    'rop',
  )
  const bytes = given.end()
  const writer = new ByteWriter().u8(ropIds.createMessage).u8(logonId).u8(0).u8(1).u16(1_252).u64(folder).u8(0)
  writer.u8(ropIds.setProperties).u8(logonId).u8(1).u16(bytes.length).put(bytes)
  if (people.length > 0) {
    writer.u8(ropIds.modifyRecipients).u8(logonId).u8(1)
    putRecipients(writer, people)
  }
  writer.u8(ropIds.saveChangesMessage).u8(logonId).u8(1).u8(1).u8(0x0a)
  writer.u8(ropIds.release).u8(logonId).u8(1)
  const { reader } = await executeRops(transport, writer.end(), [mailbox.handle, noHandle])
  expectRop(reader, ropIds.createMessage, 'CreateMessage')
  if (reader.u8('whether there is an id') !== 0) reader.u64('the message id')
  expectRop(reader, ropIds.setProperties, 'SetProperties')
  const problems = reader.u16('the count of problems')
  if (problems > 0) throw new CauseError('bad-response', `The store did not take ${problems} of the item's properties.`)
  if (people.length > 0) expectRop(reader, ropIds.modifyRecipients, 'ModifyRecipients')
  expectRop(reader, ropIds.saveChangesMessage, 'SaveChangesMessage')
}

/** Recipients in To, by their addresses, as ModifyRecipients has them ([MS-OXCMSG] 2.2.3.5). */
export function putRecipients(writer: ByteWriter, addresses: readonly string[]): void {
  const columns = [tags.smtpAddress]
  writeTags(writer, columns, 'rop')
  writer.u16(addresses.length)
  for (const [rowId, address] of addresses.entries()) {
    const row = writeRecipientRow(columns, {
      dn: undefined,
      displayType: 0,
      addressType: 'SMTP',
      emailAddress: address,
      displayName: address,
      properties: [{ tag: tags.smtpAddress, value: address }],
    })
    writer.u32(rowId).u8(toRecipient).u16(row.length).put(row)
  }
}

/** What items of a folder say of properties, in their order; undefined for those that they do not have. */
export async function listItems(
  transport: RopTransport,
  mailbox: OpenMailbox,
  folder: bigint,
  properties: readonly Property[],
  limit: number,
): Promise<readonly (readonly MapiValue[])[]> {
  const columns = await tagsOf(transport, mailbox, properties)
  const writer = new ByteWriter().u8(ropIds.openFolder).u8(logonId).u8(0).u8(1).u64(folder).u8(0)
  writer.u8(ropIds.getContentsTable).u8(logonId).u8(1).u8(2).u8(0x10)
  writer.u8(ropIds.setColumns).u8(logonId).u8(2).u8(0)
  writeTags(writer, columns, 'rop')
  writer.u8(ropIds.queryRows).u8(logonId).u8(2).u8(0).u8(1).u16(limit)
  writer.u8(ropIds.release).u8(logonId).u8(2).u8(ropIds.release).u8(logonId).u8(1)
  const { reader } = await executeRops(transport, writer.end(), [mailbox.handle, noHandle, noHandle])
  expectRop(reader, ropIds.openFolder, 'OpenFolder')
  reader.take(2, 'rules and ghosts')
  expectRop(reader, ropIds.getContentsTable, 'GetContentsTable')
  reader.u32('the count of rows')
  expectRop(reader, ropIds.setColumns, 'SetColumns')
  reader.u8('the status')
  expectRop(reader, ropIds.queryRows, 'QueryRows')
  reader.u8('the place')
  return Array.from({ length: reader.u16('the count of rows') }, () =>
    readRow(reader, columns, 'rop').map(({ tag, value }) => (isError(tag) ? undefined : value)),
  )
}
