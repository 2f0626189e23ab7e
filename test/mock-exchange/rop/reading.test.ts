import t from 'tap'
import { message } from '../../../mock-exchange/mailbox/item.ts'
import type { ByteReader } from '../../../protocols/byte-reader.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { readRow } from '../../../protocols/mapi/property-row.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { writeRestriction } from '../../../protocols/mapi/restriction.ts'
import { writeSortOrders } from '../../../protocols/mapi/sort-order.ts'
import { counterOf, storeId } from '../../../protocols/mapi/store-id.ts'
import { writeTags } from '../../../protocols/mapi/tagged-values.ts'
import { alice } from '../vdirs/host.ts'
import { fields, none, type RopBench, rop, startBench } from './bench.ts'

const columns = (...wanted: readonly number[]): ByteWriter => {
  const writer = fields().u8(0)
  writeTags(writer, wanted, 'rop')
  return writer
}

/** Handles of the log-on, the Inbox and its table. */
function inboxTable(bench: RopBench, ...wanted: readonly number[]): readonly number[] {
  const inbox = bench.folders[4] ?? 0n
  const { handles } = bench.run(
    [
      rop('openFolder', 0, fields().u8(1).u64(inbox).u8(0)),
      rop('getContentsTable', 1, fields().u8(2).u8(0x10)),
      rop('setColumns', 2, columns(...wanted)),
    ],
    [bench.logon, none, none],
  )
  return handles
}

const rowsOf = (reader: ByteReader, wanted: readonly number[]) => {
  reader.u8('place')
  return Array.from({ length: reader.u16('count') }, () => readRow(reader, wanted, 'rop').map(({ value }) => value))
}

t.test('Logon tells thirteen folders, which open; the Inbox is the fifth', async (t) => {
  const bench = startBench(t)
  for (const id of bench.folders) {
    t.equal(bench.run([rop('openFolder', 0, fields().u8(1).u64(id).u8(0))], [bench.logon, none]).next('openFolder'), 0)
  }
  const inbox = bench.store.of(alice)?.folder('inbox')
  t.equal(counterOf(bench.folders[4] ?? 0n), inbox?.id.counter)
  const missing = bench.run([rop('openFolder', 0, fields().u8(1).u64(0x999n).u8(0))], [bench.logon, none])
  t.equal(missing.next('openFolder'), 0x8004010f)
})

t.test('a contents table is ordered, restricted, sought in and read in pieces', async (t) => {
  const bench = startBench(t)
  const wanted = [tags.subject, tags.read]
  const handles = inboxTable(bench, ...wanted)
  const newest = fields().u8(0)
  writeSortOrders(newest, { orders: [{ tag: tags.messageDeliveryTime, descending: true }], categories: 0, expanded: 0 })
  const sorted = bench.run(
    [rop('sortTable', 2, newest), rop('queryRows', 2, fields().u8(0).u8(1).u16(2)), rop('queryPosition', 2)],
    handles,
  )
  t.equal(sorted.next('sortTable'), 0)
  sorted.reader.u8('status')
  t.equal(sorted.next('queryRows'), 0)
  t.same(rowsOf(sorted.reader, wanted), [
    ['Load balancer: the plan', false],
    ['Your mailbox has moved to Exchange 2013', false],
  ])
  t.equal(sorted.next('queryPosition'), 0)
  t.same([sorted.reader.u32('at'), sorted.reader.u32('of')], [2, 3])

  const unread = new ByteWriter()
  const value = { tag: tags.read, value: true }
  writeRestriction(unread, { kind: 'property', operator: 'equal', tag: tags.read, value }, 'rop')
  const bytes = unread.end()
  const restricted = bench.run(
    [
      rop('restrict', 2, fields().u8(0).u16(bytes.length).put(bytes)),
      rop('seekRow', 2, fields().u8(0).u32(5).u8(1)),
      rop('seekRow', 2, fields().u8(2).u32(-1).u8(1)),
      rop('queryRows', 2, fields().u8(0).u8(1).u16(50)),
    ],
    handles,
  )
  restricted.next('restrict')
  restricted.reader.u8('status')
  restricted.next('seekRow')
  t.same([restricted.reader.u8('less'), restricted.reader.i32('moved')], [1, 1])
  restricted.next('seekRow')
  restricted.reader.take(5, 'moved')
  restricted.next('queryRows')
  t.same(rowsOf(restricted.reader, wanted), [['Welcome', true]])
})

t.test('FindRow gives the row, and says when there is none', async (t) => {
  const bench = startBench(t)
  const wanted = [tags.subject]
  const handles = inboxTable(bench, ...wanted)
  const find = (text: string) => {
    const condition = new ByteWriter()
    const value = { tag: tags.subject, value: text }
    writeRestriction(condition, { kind: 'content', fuzzyLevel: 0x10001, tag: tags.subject, value }, 'rop')
    const bytes = condition.end()
    return bench.run([rop('findRow', 2, fields().u8(0).u16(bytes.length).put(bytes).u8(0).u16(0))], handles)
  }
  const found = find('MOVED')
  t.equal(found.next('findRow'), 0)
  found.reader.take(2, 'flags')
  t.equal(readRow(found.reader, wanted, 'rop')[0]?.value, 'Your mailbox has moved to Exchange 2013')
  t.equal(find('nothing of this').next('findRow'), 0x8004010f)
})

t.test('a message opens with its recipients and attachments, and its body is read as a stream', async (t) => {
  const bench = startBench(t)
  const mailbox = bench.store.of(alice)
  const item = mailbox?.items(mailbox.folder('inbox')).find(({ attachments }) => attachments.length > 0)
  const id = bench.folders[4] ?? 0n
  const handles = inboxTable(bench, tags.mid, tags.hasAttachments)
  const listed = bench.run([rop('queryRows', 2, fields().u8(0).u8(1).u16(9))], handles)
  listed.next('queryRows')
  const mid = rowsOf(listed.reader, [tags.mid, tags.hasAttachments]).find(([, has]) => has)?.[0] as bigint
  const opened = bench.run(
    [
      rop('openMessage', 0, fields().u8(1).u16(0).u64(id).u8(0).u64(mid)),
      rop('readRecipients', 1, fields().u32(0).u16(0)),
      rop('openStream', 1, fields().u8(2).u32(tags.html).u8(0)),
      rop('readStream', 2, fields().u16(0xbabe).u32(4_096)),
      rop('openAttachment', 1, fields().u8(3).u8(0).u32(0)),
      rop('getPropertiesSpecific', 3, fields().u16(0).u16(1).u16(2).u32(tags.attachLongFilename).u32(tags.attachData)),
      rop('openAttachment', 1, fields().u8(3).u8(0).u32(7)),
    ],
    [bench.logon, none, none, none],
  )
  t.equal(opened.next('openMessage'), 0)
  const { reader } = opened
  t.equal(reader.u8('named'), 0)
  t.equal(reader.u8('kind'), 1, 'no prefix')
  t.equal(reader.u8('kind'), 4)
  t.equal(reader.utf16UntilNul('subject'), item?.subject)
  t.equal(reader.u16('recipients'), 1)
  reader.take(4 * reader.u16('columns'), 'columns')
  t.equal(reader.u8('rows'), 1)
  reader.take(5, 'type, code page, reserved')
  reader.take(reader.u16('size'), 'the row')
  t.equal(opened.next('readRecipients'), 0)
  t.equal(reader.u8('rows'), 1)
  reader.take(9, 'id, type, code page, reserved')
  reader.take(reader.u16('size'), 'the row')
  t.equal(opened.next('openStream'), 0)
  const length = reader.u32('length')
  t.equal(opened.next('readStream'), 0)
  t.equal(reader.take(reader.u16('count'), 'data').toString(), item?.body.content)
  t.equal(length, item?.body.content.length)
  t.equal(opened.next('openAttachment'), 0)
  t.equal(opened.next('getPropertiesSpecific'), 0)
  const values = readRow(reader, [tags.attachLongFilename, tags.attachData], 'rop').map(({ value }) => value)
  t.same(values, ['plan.txt', item?.attachments[0]?.content])
  t.equal(opened.next('openAttachment'), 0x8004010f)
})

t.test('properties of store, folder and message: all, listed, missing and too long ones', async (t) => {
  const bench = startBench(t)
  const mailbox = bench.store.of(alice)
  const long = mailbox?.add(
    mailbox.folder('inbox'),
    message({ subject: 'long', body: { type: 'text', content: 'x'.repeat(9_000) } }),
  )
  const wanted = [tags.subject, tags.body, 0x1234001f, 0x00370000]
  const specific = fields().u16(0).u16(1)
  writeTags(specific, wanted, 'rop')
  const answer = bench.run(
    [
      rop(
        'openMessage',
        0,
        fields()
          .u8(1)
          .u16(0)
          .u64(bench.folders[4] ?? 0n)
          .u8(0)
          .u64(storeId(long?.id.counter ?? 0)),
      ),
      rop('getPropertiesSpecific', 1, specific),
      rop('getPropertiesList', 0),
      rop('getPropertiesSpecific', 0, fields().u16(0).u16(1).u16(1).u32(tags.mailboxOwnerName)),
    ],
    [bench.logon, none],
  )
  const { reader } = answer
  t.equal(answer.next('openMessage'), 0)
  reader.take(2, 'named, prefix')
  reader.u8('kind')
  reader.utf16UntilNul('subject')
  reader.u16('recipients')
  reader.take(4 * reader.u16('columns') + 1, 'columns')
  t.equal(answer.next('getPropertiesSpecific'), 0)
  t.same(readRow(reader, wanted, 'rop'), [
    { tag: tags.subject, value: 'long' },
    { tag: 0x1000000a, value: 0x8007000e },
    { tag: 0x1234000a, value: 0x8004010f },
    { tag: tags.subject, value: 'long' },
  ])
  t.equal(answer.next('getPropertiesList'), 0)
  reader.take(4 * reader.u16('count'), 'tags')
  t.equal(answer.next('getPropertiesSpecific'), 0)
  t.equal(readRow(reader, [tags.mailboxOwnerName], 'rop')[0]?.value, alice.displayName)
})
