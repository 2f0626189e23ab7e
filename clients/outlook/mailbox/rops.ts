// ROPs as Outlook sends them: logs on, lists the Inbox, registers for new mail ([MS-OXCROPS]).

import { CauseError } from '../../../base/failure-cause.ts'
import { ByteReader } from '../../../protocols/byte-reader.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { readExtendedBuffers, writeExtendedBuffers } from '../../../protocols/mapi/extended-buffer.ts'
import { readRow } from '../../../protocols/mapi/property-row.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { decodeRopBuffer, encodeRopBuffer, noHandle } from '../../../protocols/mapi/rop-buffer.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { writeSortOrders } from '../../../protocols/mapi/sort-order.ts'
import { writeTags } from '../../../protocols/mapi/tagged-values.ts'
import { connectError } from './connect-error.ts'
import type { RopTransport } from './transport.ts'

/** A mailbox that a session is logged on to. */
export interface OpenMailbox {
  readonly handle: number
  readonly inbox: bigint
  readonly outbox: bigint
}

/** A message in the Inbox, as a list shows it. */
export interface ListedMessage {
  readonly subject: string
  readonly from: string
  readonly read: boolean
}

/** The log-on that all ROPs of a session use. */
export const logonId = 0
/** Where folders are among those that Logon tells ([MS-OXCSTOR] 2.2.1.1.3). */
const folderIndex = { inbox: 4, outbox: 5 } as const
/** New mail and new messages ([MS-OXCNOTIF] 2.2.1.2.1.1). */
const newMessages = 0x02 | 0x04

/** Logs on to the user's mailbox. @throws CauseError when it is refused */
export async function logOn(transport: RopTransport, dn: string): Promise<OpenMailbox> {
  const name = Buffer.from(`${dn}\0`, 'latin1')
  const rop = new ByteWriter().u8(ropIds.logon).u8(logonId).u8(0).u8(0x01).u32(0x0100_0000).u32(0)
  const { reader, handles } = await executeRops(transport, rop.u16(name.length).put(name).end(), [noHandle])
  expectRop(reader, ropIds.logon, 'Logon')
  reader.u8('the log-on flags')
  const folders = Array.from({ length: 13 }, () => reader.u64('a folder id'))
  const [inbox = 0n, outbox = 0n] = [folders[folderIndex.inbox], folders[folderIndex.outbox]]
  return { handle: handles[0] ?? noHandle, inbox, outbox }
}

/** Lists the Inbox, the newest first. @param limit messages at most @throws CauseError */
export async function listInbox(
  transport: RopTransport,
  { handle, inbox }: OpenMailbox,
  limit: number,
): Promise<{ readonly count: number; readonly messages: readonly ListedMessage[] }> {
  const columns = [tags.subject, tags.sentRepresentingName, tags.read] as const
  const writer = new ByteWriter().u8(ropIds.openFolder).u8(logonId).u8(0).u8(1).u64(inbox).u8(0)
  writer.u8(ropIds.getContentsTable).u8(logonId).u8(1).u8(2).u8(0x10)
  writer.u8(ropIds.setColumns).u8(logonId).u8(2).u8(0)
  writeTags(writer, columns, 'rop')
  writer.u8(ropIds.sortTable).u8(logonId).u8(2).u8(0)
  const newestFirst = [{ tag: tags.messageDeliveryTime, descending: true }]
  writeSortOrders(writer, { orders: newestFirst, categories: 0, expanded: 0 })
  writer.u8(ropIds.queryRows).u8(logonId).u8(2).u8(0).u8(1).u16(limit)
  writer.u8(ropIds.release).u8(logonId).u8(2).u8(ropIds.release).u8(logonId).u8(1)
  const { reader } = await executeRops(transport, writer.end(), [handle, noHandle, noHandle])
  expectRop(reader, ropIds.openFolder, 'OpenFolder')
  reader.take(2, 'rules and ghosts')
  expectRop(reader, ropIds.getContentsTable, 'GetContentsTable')
  const count = reader.u32('the count of rows')
  expectRop(reader, ropIds.setColumns, 'SetColumns')
  reader.u8('the status')
  expectRop(reader, ropIds.sortTable, 'SortTable')
  reader.u8('the status')
  expectRop(reader, ropIds.queryRows, 'QueryRows')
  reader.u8('the place')
  const messages = Array.from({ length: reader.u16('the count of rows') }, (): ListedMessage => {
    const [subject, from, read] = readRow(reader, columns, 'rop').map(({ value }) => value)
    const text = (value: unknown): string => (typeof value === 'string' ? value : '')
    return { subject: text(subject), from: text(from), read: read === true }
  })
  return { count, messages }
}

/** Has the session told of new messages in the Inbox. @throws CauseError */
export async function watchInbox(transport: RopTransport, { handle, inbox }: OpenMailbox): Promise<void> {
  const rop = new ByteWriter().u8(ropIds.registerNotification).u8(logonId).u8(0).u8(1).u8(newMessages).u8(0).u8(0)
  const { reader } = await executeRops(transport, rop.u64(inbox).u64(0n).end(), [handle, noHandle])
  expectRop(reader, ropIds.registerNotification, 'RegisterNotification')
}

/** Fetches what the server has to tell: how many notifications came. @throws CauseError */
export async function takeNotifications(transport: RopTransport, { handle }: OpenMailbox): Promise<number> {
  const { reader } = await executeRops(transport, Buffer.alloc(0), [handle])
  // Each has a layout of its own; that the first thing is a notification is what the client wants to know.
  return reader.left > 0 && reader.u8('a ROP') === ropIds.notify ? 1 : 0
}

/** Answers of ROPs, and the handles as they are now. */
export interface Answers {
  readonly reader: ByteReader
  readonly handles: readonly number[]
}

/** Carries out ROPs, and gives their answers to be read in order. @throws CauseError */
export async function executeRops(transport: RopTransport, rops: Buffer, handles: readonly number[]): Promise<Answers> {
  const [payload] = readExtendedBuffers(
    await transport.execute(writeExtendedBuffers([encodeRopBuffer({ rops, handles })])),
  )
  const answer = decodeRopBuffer(payload ?? Buffer.alloc(0))
  return { reader: new ByteReader('MAPI', answer.rops), handles: answer.handles }
}

/** Reads the head of an answer. @throws CauseError when it is another's, or says an error */
export function expectRop(reader: ByteReader, id: number, name: string): void {
  const found = reader.u8('the id of an answer')
  if (found !== id) {
    throw new CauseError('bad-response', `The server answered ROP 0x${found.toString(16)} where ${name} was due.`)
  }
  reader.u8('a handle index')
  const code = reader.u32('the return value')
  if (code !== 0) throw new CauseError('bad-response', `The mailbox store refused ${name} with ${connectError(code)}.`)
}
