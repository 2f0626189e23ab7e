// The messages within attachments of a series that say what differs at single occurrences.

import t from 'tap'
import { type Appointment, appointment, type OccurrenceChange } from '../../../mock-exchange/mailbox/item.ts'
import { recurrenceBlob } from '../../../mock-exchange/mailbox/mapi/recurrence.ts'
import { named } from '../../../protocols/mapi/named-properties.ts'
import { readRow } from '../../../protocols/mapi/property-row.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import { writeTaggedValues, writeTags } from '../../../protocols/mapi/tagged-values.ts'
import { fields, none, rop } from './bench.ts'
import { openItems, type Pair } from './items.ts'

const day = 86_400_000
const start = Date.UTC(2014, 5, 3, 7)
const second = start + 7 * day
const seriesClass = 'IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}'
const file = { name: 'plan.txt', contentType: 'text/plain', content: Buffer.from('x'), inline: false }
const weekly = (...modified: readonly (readonly [number, OccurrenceChange])[]) =>
  appointment({
    ...{ subject: 'Plan', start, end: start + 3_600_000, uid: 'u', timeZone: 'W. Europe Standard Time' },
    ...{ recurrence: 'FREQ=WEEKLY;BYDAY=TU;COUNT=4', attachments: [file] },
    body: { type: 'text', content: 'All weeks' },
    modifiedOccurrences: new Map(modified),
  })
const moved: OccurrenceChange = {
  ...{ start: second + day, end: second + day + 1_800_000, subject: 'Moved' },
  body: { type: 'text', content: 'Bring cake' },
}

/** A series in Alice's calendar, opened at handle 1. */
function open(t: Parameters<typeof openItems>[0], content: Appointment | ReturnType<typeof weekly>) {
  const items = openItems(t)
  const { bench, mailbox } = items
  const item = mailbox.add(mailbox.folder('calendar'), content) as Appointment
  const opened = bench.run(
    [rop('openMessage', 0, fields().u8(1).u16(0).u64(storeId(item.folder)).u8(1).u64(storeId(item.id.counter)))],
    [bench.logon, none, none, none],
  )
  t.equal(opened.next('openMessage'), 0)
  return {
    ...items,
    handles: opened.handles,
    stored: () => mailbox.itemAt(mailbox.folderAt(item.folder), item.id.counter) as Appointment,
    set(index: number, pairs: readonly Pair[]) {
      const ids = items.tagsOf(pairs.map(([property]) => property))
      const values = fields()
      writeTaggedValues(
        values,
        pairs.map(([, value], at) => ({ tag: ids[at] ?? 0, value })),
        'rop',
      )
      const bytes = values.end()
      return rop('setProperties', index, fields().u16(bytes.length).put(bytes))
    },
    ask(index: number, columns: readonly number[]) {
      const request = fields().u16(0).u16(1)
      writeTags(request, columns, 'rop')
      return rop('getPropertiesSpecific', index, request)
    },
  }
}

/** Opening the message of the attachment at an index, at the next one. */
const embedded = (index: number, mode: number) =>
  rop(
    'openEmbeddedMessage',
    index,
    fields()
      .u8(index + 1)
      .u16(0)
      .u8(mode),
  )
const attachmentAt = (number: number) => rop('openAttachment', 1, fields().u8(2).u8(1).u32(number))
const saved = [
  rop('saveChangesMessage', 3, fields().u8(3).u8(0)),
  rop('saveChangesAttachment', 2, fields().u8(2).u8(0)),
  rop('saveChangesMessage', 1, fields().u8(1).u8(0)),
]

t.test('an exception is an attachment that is hidden, with a message of what the occurrence says', async (t) => {
  const { bench, handles, ask, tagsOf } = open(t, weekly([second, moved]))
  const columns = [tags.attachNumber, tags.attachMethod, tags.attachmentHidden, tags.exceptionReplaceTime]
  const wanted = fields().u8(0)
  writeTags(wanted, [...columns, tags.exceptionStartTime], 'rop')
  const table = bench.run(
    [
      rop('getAttachmentTable', 1, fields().u8(2).u8(0)),
      rop('setColumns', 2, wanted),
      rop('queryRows', 2, fields().u8(0).u8(1).u16(9)),
    ],
    handles,
  )
  t.equal(table.next('getAttachmentTable'), 0)
  t.equal(table.next('setColumns'), 0)
  table.reader.u8('status')
  t.equal(table.next('queryRows'), 0)
  table.reader.u8('place')
  const rows = Array.from({ length: table.reader.u16('rows') }, () =>
    readRow(table.reader, [...columns, tags.exceptionStartTime], 'rop').map(({ value }) => value),
  )
  // Its start is told on the clock of the zone, two hours later in summer.
  t.same(rows, [
    [0, 1, false, 0x8004010f, 0x8004010f],
    [0x1_0000, 5, true, second, second + day + 2 * 3_600_000],
  ])

  const names = [
    named.appointmentStartWhole,
    named.isException,
    named.exceptionReplaceTime,
    named.exceptionalBody,
    named.recurring,
    named.appointmentRecur,
  ]
  const asked = [tags.messageClass, tags.subject, tags.body, ...tagsOf(names)]
  const answer = bench.run([attachmentAt(0x1_0000), embedded(2, 0), ask(3, asked), ask(2, columns)], handles)
  t.equal(answer.next('openAttachment'), 0)
  t.equal(answer.next('openEmbeddedMessage'), 0)
  t.same([answer.reader.u8('reserved'), answer.reader.u64('id'), answer.reader.u8('names')], [0, 0n, 0])
  t.same([answer.reader.u8('no prefix'), answer.reader.u8('Unicode')], [1, 4])
  t.equal(answer.reader.utf16UntilNul('subject'), 'Moved')
  answer.reader.u16('recipients')
  answer.reader.take(4 * answer.reader.u16('columns') + 1, 'no rows')
  t.equal(answer.next('getPropertiesSpecific'), 0)
  t.same(
    readRow(answer.reader, asked, 'rop').map(({ value }) => value),
    [seriesClass, 'Moved', 'Bring cake', second + day, true, second, true, false, 0x8004010f],
  )
  t.equal(answer.next('getPropertiesSpecific'), 0)
  t.same(
    readRow(answer.reader, columns, 'rop').map(({ value }) => value),
    [0x1_0000, 5, true, second],
  )
})

t.test('what a client says in such a message is what the occurrence says', async (t) => {
  const { bench, handles, set, stored } = open(t, weekly())
  const { body: _, ...sayable } = moved
  const blob = recurrenceBlob(weekly([second, sayable])) ?? Buffer.alloc(0)
  const made = bench.run(
    [
      rop('createAttachment', 1, fields().u8(2)),
      set(2, [
        [tags.attachMethod, 5],
        [tags.attachmentHidden, true],
        [tags.exceptionReplaceTime, second],
      ]),
      embedded(2, 2),
      set(3, [
        [tags.messageClass, seriesClass],
        [tags.subject, 'Moved'],
        [tags.body, 'Bring cake'],
        [named.appointmentStartWhole, second + day],
        [named.appointmentEndWhole, second + day + 1_800_000],
      ]),
      ...saved.slice(0, 2),
      set(1, [[named.appointmentRecur, blob]]),
      saved[2] ?? Buffer.alloc(0),
    ],
    handles,
  )
  t.equal(made.next('createAttachment'), 0)
  t.match(stored(), { subject: 'Plan', attachments: [file] })
  t.same([...stored().modifiedOccurrences], [[second, moved]])

  // Later another body; the blob is as it was.
  const later = open(t, stored())
  const answer = later.bench.run(
    [attachmentAt(0x1_0000), embedded(2, 1), later.set(3, [[tags.body, 'No cake']]), ...saved],
    later.handles,
  )
  t.equal(answer.next('openAttachment'), 0)
  t.same([...later.stored().modifiedOccurrences], [[second, { ...moved, body: { type: 'text', content: 'No cake' } }]])
  t.equal(stored().modifiedOccurrences.size, 1)
})

t.test('without an exception in the blob, or the time that it replaces, there is none', async (t) => {
  const { bench, handles, set, stored } = open(t, weekly())
  const codes = (replaced: readonly Pair[]) => {
    const answer = bench.run(
      [
        rop('createAttachment', 1, fields().u8(2)),
        set(2, replaced),
        embedded(2, 2),
        set(3, [[tags.body, 'Bring cake']]),
        ...saved,
      ],
      handles,
    )
    t.equal(answer.next('createAttachment'), 0)
    const bytes = answer.reader.take(answer.reader.left, 'all')
    const at = bytes.indexOf(Buffer.of(0x25, 2))
    return bytes.readUInt32LE(at + 2)
  }
  t.equal(codes([[tags.attachMethod, 5]]), 0x80040102)
  t.equal(codes([[tags.exceptionReplaceTime, second]]), 0)
  t.same([stored().modifiedOccurrences.size, stored().attachments], [0, [file]])
})

t.test('such a message cannot be sent or marked, and is not where there is none', async (t) => {
  const { bench, handles, stored } = open(t, weekly([second, moved]))
  const before = stored()
  const opened = bench.run([attachmentAt(0x1_0000), embedded(2, 0)], handles)
  const answer = bench.run(
    [
      rop('submitMessage', 3, fields().u8(0)),
      rop('setMessageReadFlag', 3, fields().u8(3).u8(4)),
      attachmentAt(0x1_0001),
      attachmentAt(0),
      embedded(2, 0),
    ],
    opened.handles,
  )
  t.equal(answer.next('submitMessage'), 0x80040102)
  t.equal(answer.next('setMessageReadFlag'), 0x80040102)
  t.equal(answer.next('openAttachment'), 0x8004010f)
  t.equal(answer.next('openAttachment'), 0)
  t.equal(answer.next('openEmbeddedMessage'), 0x8004010f)
  t.equal(stored(), before)
})

t.test('attachments are deleted by their numbers; those of exceptions stay as long as these', async (t) => {
  const { bench, handles, stored } = open(t, weekly([second, moved]))
  const remove = (number: number) => rop('deleteAttachment', 1, fields().u32(number))
  const answer = bench.run([remove(0), remove(0), remove(0x1_0000), saved[2] ?? Buffer.alloc(0)], handles)
  t.equal(answer.next('deleteAttachment'), 0)
  t.equal(answer.next('deleteAttachment'), 0x8004010f)
  t.equal(answer.next('deleteAttachment'), 0)
  t.same([stored().attachments.length, stored().modifiedOccurrences.size], [0, 1])
})
