import t from 'tap'
import { keptValue } from '../../../mock-exchange/rop/properties/kept-properties.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { writePropertyName } from '../../../protocols/mapi/property-name.ts'
import { readRow } from '../../../protocols/mapi/property-row.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { propertyTypes, typeOf } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import { writeRecipientRow } from '../../../protocols/mapi/recipient-row.ts'
import { counterOf, storeId } from '../../../protocols/mapi/store-id.ts'
import { writeTaggedValues } from '../../../protocols/mapi/tagged-values.ts'
import { letter } from '../mailbox/letter.ts'
import { alice, bob } from '../vdirs/host.ts'
import { fields, none, rop, startBench } from './bench.ts'

const recipient = (address: string, rowId = 0): ByteWriter => {
  const row = writeRecipientRow([], {
    dn: undefined,
    displayType: 0,
    addressType: 'SMTP',
    emailAddress: address,
    displayName: address,
    properties: [],
  })
  return fields().u16(0).u16(1).u32(rowId).u8(1).u16(row.length).put(row)
}

const values = (...given: readonly TaggedValue[]): ByteWriter => {
  const inner = new ByteWriter()
  writeTaggedValues(inner, given, 'rop')
  const bytes = inner.end()
  return fields().u16(bytes.length).put(bytes)
}

t.test('a message is written with an attachment, submitted, and lies with both', async (t) => {
  const bench = startBench(t)
  const outbox = bench.folders[5] ?? 0n
  const answer = bench.run(
    [
      rop('createMessage', 0, fields().u8(1).u16(0).u64(outbox).u8(0)),
      rop('setProperties', 1, values({ tag: tags.subject, value: 'RE: Plan' }, { tag: tags.importance, value: 2 })),
      rop('openStream', 1, fields().u8(2).u32(tags.body).u8(2)),
      rop('writeStream', 2, fields().u16(4).put(Buffer.from('Hi', 'utf16le'))),
      rop('writeStream', 2, fields().u16(2).put(Buffer.from('!', 'utf16le'))),
      rop('commitStream', 2),
      rop('modifyRecipients', 1, recipient(bob.mailbox)),
      rop('createAttachment', 1, fields().u8(3)),
      rop(
        'setProperties',
        3,
        values({ tag: tags.attachLongFilename, value: 'a.txt' }, { tag: tags.attachData, value: Buffer.from('A') }),
      ),
      rop('saveChangesAttachment', 1, fields().u8(3).u8(0)),
      rop('saveChangesMessage', 1, fields().u8(1).u8(0)),
      rop('submitMessage', 1, fields().u8(0)),
    ],
    [bench.logon, none, none, none],
  )
  t.equal(answer.next('createMessage'), 0)
  answer.reader.u8('no id')
  t.equal(answer.next('setProperties'), 0)
  t.equal(answer.reader.u16('problems'), 0)
  t.equal(answer.next('openStream'), 0)
  answer.reader.u32('length')
  for (const written of [4, 2]) {
    t.equal(answer.next('writeStream'), 0)
    t.equal(answer.reader.u16('written'), written)
  }
  t.equal(answer.next('commitStream'), 0)
  t.equal(answer.next('modifyRecipients'), 0)
  t.equal(answer.next('createAttachment'), 0)
  t.equal(answer.reader.u32('number'), 0)
  t.equal(answer.next('setProperties'), 0)
  answer.reader.u16('problems')
  t.equal(answer.next('saveChangesAttachment'), 0)
  t.equal(answer.next('saveChangesMessage'), 0)
  answer.reader.take(9, 'index and id')
  t.equal(answer.next('submitMessage'), 0)

  const [mine, his] = [bench.store.of(alice), bench.store.of(bob)]
  const sent = mine?.items(mine.folder('sentitems')).at(-1)
  const got = his?.items(his.folder('inbox')).at(-1)
  t.equal(mine?.count(mine.folder('outbox')), 0)
  for (const item of [sent, got]) {
    t.match(item, {
      subject: 'RE: Plan',
      importance: 'high',
      body: { type: 'text', content: 'Hi!' },
      from: { address: alice.mailbox },
      to: [{ address: bob.mailbox }],
      attachments: [{ name: 'a.txt', content: Buffer.from('A') }],
    })
  }
  t.equal(got?.read, false)
})

t.test('what cannot be sent or saved has its code', async (t) => {
  const bench = startBench(t)
  const outbox = bench.folders[5] ?? 0n
  const create = rop('createMessage', 0, fields().u8(1).u16(0).u64(outbox).u8(0))
  const nobody = bench.run([create, rop('submitMessage', 1, fields().u8(0))], [bench.logon, none])
  nobody.next('createMessage')
  nobody.reader.u8('no id')
  t.equal(nobody.next('submitMessage'), 0x80040607)
  const onFolder = bench.run([rop('submitMessage', 0, fields().u8(0))], [bench.logon])
  t.equal(onFolder.next('submitMessage'), 0x80040102, 'a log-on is no message')
})

t.test('named properties keep their identifiers, and their values', async (t) => {
  const bench = startBench(t)
  const names = fields().u8(2).u16(2)
  writePropertyName(names, { kind: 'text', set: '00020386-0000-0000-c000-000000000046', text: 'X-Lab' })
  writePropertyName(names, { kind: 'number', set: '00062008-0000-0000-c000-000000000046', number: 34_160 })
  const asked = bench.run([rop('getPropertyIdsFromNames', 0, names)], [bench.logon])
  t.equal(asked.next('getPropertyIdsFromNames'), 0)
  t.equal(asked.reader.u16('count'), 2)
  const [first, second] = [asked.reader.u16('id'), asked.reader.u16('id')]
  t.same([first, second], [0x8000, 0x8001])
  const tag = first * 0x1_0000 + 0x1f
  const inbox = bench.folders[4] ?? 0n
  // By a number within a set, and by a small number of its own (PidTagReadReceiptRequested).
  const numbered = [
    { tag: second * 0x1_0000 + 0x1f, value: 'kept too' },
    { tag: 0x0029_000b, value: true },
  ]
  const saved = bench.run(
    [
      rop('createMessage', 0, fields().u8(1).u16(0).u64(inbox).u8(0)),
      rop('setProperties', 1, values({ tag, value: 'kept' }, { tag: 0x81230003, value: 7 }, ...numbered)),
      rop('saveChangesMessage', 1, fields().u8(1).u8(0)),
      rop(
        'getPropertiesSpecific',
        1,
        fields()
          .u16(0)
          .u16(1)
          .u16(2)
          .u32(tag)
          .u32(tag - 0x1f + 0x48),
      ),
    ],
    [bench.logon, none],
  )
  saved.next('createMessage')
  saved.reader.u8('no id')
  saved.next('setProperties')
  saved.reader.u16('problems')
  saved.next('saveChangesMessage')
  saved.reader.u8('index')
  const mid = saved.reader.u64('id')
  saved.next('getPropertiesSpecific')
  const row = readRow(saved.reader, [tag, tag - 0x1f + 0x48], 'rop').map(({ value }) => value)
  t.same(row, ['kept', 0x8004010f], 'a text is no GUID')
  const mailbox = bench.store.of(alice)
  const item = mailbox?.itemAt(mailbox.folder('inbox'), counterOf(mid) ?? 0)
  const kept = ['InternetHeaders:x-lab', 'Common:0x8570', '0x0029'].map((key) => item?.properties.get(key))
  t.same(kept, ['kept', 'kept too', true], 'other protocols see them by the same names')
})

t.test('a number that another protocol kept has a type that holds it', async (t) => {
  const types = [7, Date.UTC(2014, 5, 2), 0.5].map((value) => typeOf(keptValue(0x7001_0000, value)?.tag ?? 0))
  t.same(types, [propertyTypes.integer32, propertyTypes.time, propertyTypes.floating64])
})

t.test('messages are moved, copied, marked and removed', async (t) => {
  const bench = startBench(t)
  const mailbox = bench.store.of(alice)
  if (mailbox === undefined) throw new Error('no mailbox')
  const [inbox, drafts] = [mailbox.folder('inbox'), mailbox.folder('drafts')]
  const [first, second] = mailbox.items(inbox)
  const ids = (...items: readonly (typeof first)[]) =>
    items.reduce((writer, item) => writer.u64(storeId(item?.id.counter ?? 0)), fields().u16(items.length)).end()
  const done = bench.run(
    [
      rop('openFolder', 0, fields().u8(1).u64(storeId(inbox.id.counter)).u8(0)),
      rop('openFolder', 0, fields().u8(2).u64(storeId(drafts.id.counter)).u8(0)),
      rop('setReadFlags', 1, fields().u8(0).u8(0x04).put(ids(first))),
      rop('moveCopyMessages', 1, fields().u8(2).put(ids(first)).u8(0).u8(1)),
      rop('moveCopyMessages', 1, fields().u8(2).put(ids(second)).u8(0).u8(0)),
      rop('deleteMessages', 1, fields().u8(0).u8(0).put(ids(first, second))),
      rop('moveCopyMessages', 1, fields().u8(9).put(ids(first)).u8(0).u8(0)),
    ],
    [bench.logon, none, none],
  )
  for (let folder = 0; folder < 2; folder++) {
    t.equal(done.next('openFolder'), 0)
    done.reader.take(2, 'rules')
  }
  const partial = (id: 'setReadFlags' | 'moveCopyMessages' | 'deleteMessages') => [
    done.next(id),
    done.reader.u8('partial'),
  ]
  t.same(partial('setReadFlags'), [0, 0])
  t.same(partial('moveCopyMessages'), [0, 0])
  t.same(partial('moveCopyMessages'), [0, 0])
  t.same(partial('deleteMessages'), [0, 1], 'one of the two was gone')
  t.equal(done.next('moveCopyMessages'), 0x503)
  t.same([done.reader.u32('index'), done.reader.u8('partial')], [9, 0])
  t.equal(mailbox.count(inbox), 1)
  t.same(
    mailbox
      .items(drafts)
      .slice(-2)
      .map(({ subject, read }) => [subject, read]),
    [
      [first?.subject, false],
      [second?.subject, second?.read],
    ],
  )
})

t.test('new mail is told with the next call, of the folder alone that was asked for', async (t) => {
  const bench = startBench(t)
  const inbox = bench.folders[4] ?? 0n
  const registered = bench.run(
    [rop('registerNotification', 0, fields().u8(1).u8(0x02).u8(0).u8(0).u64(inbox).u64(0n))],
    [bench.logon, none],
  )
  t.equal(registered.next('registerNotification'), 0)
  const [, handle = none] = registered.handles
  bench.store.deliver(letter(bob, alice.mailbox))
  t.equal(bench.session.hasPending, true)
  const { reader } = bench.run([], [bench.logon])
  t.same([reader.u8('ROP'), reader.u32('handle'), reader.u8('log-on')], [0x2a, handle, 0])
  t.same([reader.u16('type'), reader.u64('folder')], [0x8002, inbox])
  reader.u64('message')
  t.same([reader.u32('flags'), reader.u8('unicode'), reader.utf16UntilNul('class')], [0, 1, 'IPM.Note'])
  t.equal(reader.left, 0)
  bench.run([rop('release', 0)], [handle])
  bench.store.deliver(letter(bob, alice.mailbox))
  t.equal(bench.session.hasPending, false, 'a closed handle hears no more')
})

t.test('a table that was read tells once that it has changed', async (t) => {
  const bench = startBench(t)
  const inbox = bench.folders[4] ?? 0n
  const columns = fields().u8(0).u16(1).u32(tags.subject)
  const { handles } = bench.run(
    [
      rop('openFolder', 0, fields().u8(1).u64(inbox).u8(0)),
      rop('getContentsTable', 1, fields().u8(2).u8(0)),
      rop('setColumns', 2, columns),
      rop('queryRows', 2, fields().u8(0).u8(1).u16(1)),
    ],
    [bench.logon, none, none],
  )
  bench.store.deliver(letter(bob, alice.mailbox))
  bench.store.deliver(letter(bob, alice.mailbox))
  const { reader } = bench.run([], [bench.logon])
  t.same([reader.u8('ROP'), reader.u32('handle'), reader.u8('log-on')], [0x2a, handles[2], 0])
  t.same([reader.u16('type'), reader.u16('event'), reader.left], [0x0100, 1, 0])
  t.equal(bench.store.of(alice)?.listeners, 1)
  bench.session.close()
  t.equal(bench.store.of(alice)?.listeners, 0)
})
