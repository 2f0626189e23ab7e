// Exceptions within PidLidAppointmentRecur, among them the examples of [MS-OXOCAL] 4.1.1.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import {
  type AppointmentRecurrence,
  lastDate,
  readAppointmentRecurrence,
  writeAppointmentRecurrence,
} from '../../../protocols/mapi/appointment-recurrence.ts'
import type { RecurrenceException } from '../../../protocols/mapi/recurrence-exceptions.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'

const minutes = (...date: Parameters<typeof Date.UTC>) => (Date.UTC(...date) - Date.UTC(1601, 0, 1)) / 60_000

/** [MS-OXOCAL] 4.1.1.2, Weekly Recurrence BLOB with Exceptions. */
const weekly =
  '043004300b2001000000c0210000010000000000000032000000222000000c00000000000000' +
  '01000000a096bc0c01000000a096bc0c8020bc0c20adbc0c063000000930000058020000760200000100' +
  '3499bc0c5299bc0cf898bc0c110022002100' +
  '53696d706c6520526563757272656e6365207769746820657863657074696f6e73' +
  '0800070033342f34313431' +
  '000000000400000000000000000000003499bc0c5299bc0cf898bc0c2100' +
  '530069006d0070006c006500200052006500630075007200720065006e00630065002000770069007400680020006500780063006500700074006900' +
  '6f006e0073000700330034002f0034003100340031000000000000000000'
/** The same, 4.1.1.6, Yearly Hebrew Lunar Recurrence BLOB with Exceptions. */
const yearly =
  '043004300d200200080080750a000c0000000000000003000000232000000a0000000000000001000000207edc0c01000000207edc0c' +
  '6074c40cdf80e95a0630000009300000e0010000fe01000001000080dc0c1e80dc0c0080dc0c24023c00000001000000' +
  '0000000004000000000000000000000000000000'
/** 4.1.1.3, Daily Recurrence BLOB with Exceptions: two are deleted. */
const daily =
  '043004300a2000000000a0050000e010000000000000212000000a0000000000000002000000a0c1dc0c80d2dc0c00000000207edc0c0016dd0c' +
  '0630000009300000e0010000fe01000000000000000000000000'

const read = (hex: string) => readAppointmentRecurrence(Buffer.from(hex, 'hex'))

t.test('the examples of the specification are read, and written byte by byte', async (t) => {
  const series = read(weekly)
  const date = minutes(2007, 3, 16)
  t.match(series, { deleted: [date], modified: [date], startTime: 600, endTime: 630 })
  t.same(series.exceptions, [
    {
      start: date + 660,
      end: date + 690,
      original: date + 600,
      subject: 'Simple Recurrence with exceptions',
      location: '34/4141',
      hasBody: false,
    },
  ])
  t.equal(writeAppointmentRecurrence(series).toString('hex'), weekly)
  t.throws(() => read(yearly), { name: 'ProtocolSyntaxError', message: /calendar 0x8/ })
  const [changed] = read(yearly.replace('02000800', '02000000')).exceptions
  t.same(changed, {
    start: minutes(2011, 3, 7) + 480,
    end: minutes(2011, 3, 7) + 510,
    original: minutes(2011, 3, 7) + 480,
    reminderDelta: 60,
    busyStatus: 1,
    hasBody: true,
  })
  t.match(read(daily), { deleted: { length: 2 }, exceptions: { length: 0 } })
  t.equal(writeAppointmentRecurrence(read(daily)).toString('hex'), daily)
})

t.test('writers before 0x3009 have no highlight, and reserved blocks may have bytes', async (t) => {
  const highlight = '0400000000000000'
  const old = weekly.replace('0630000009300000', '0630000008300000').replace(highlight, '')
  t.same(read(old).exceptions, read(weekly).exceptions)
  const long = weekly.replace(`00000000${highlight}00000000`, `01000000ff06000000${'ff'.repeat(6)}02000000ffff`)
  t.same(read(long).exceptions, read(weekly).exceptions)
  t.same(read(`${weekly}00000000`).exceptions, read(weekly).exceptions, 'what follows is passed over')
})

t.test('texts in any script are told; the old copy of them has a mark for what it cannot say', async (t) => {
  const series = read(weekly)
  const [first] = series.exceptions
  if (first === undefined) throw new Error('no exception')
  const written = writeAppointmentRecurrence({ ...series, exceptions: [{ ...first, subject: 'Plän 計画' }] })
  t.ok(written.includes(Buffer.from('Pl\u00e4n ??', 'latin1')))
  t.equal(readAppointmentRecurrence(written).exceptions[0]?.subject, 'Plän 計画')
})

const time = fc.integer({ min: 0, max: lastDate })
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const exception = fc.tuple(
  time,
  time,
  time,
  fc.record({ hasBody: fc.boolean() }),
  fc.record(
    {
      subject: text,
      meetingType: u32,
      reminderDelta: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
      reminderSet: fc.boolean(),
      location: text,
      busyStatus: u32,
      hasAttachments: fc.boolean(),
      allDay: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
)

t.test('series with exceptions go there and back', async () => {
  fc.assert(
    fc.property(fc.array(exception, { maxLength: 4 }), fc.array(time, { maxLength: 4 }), (given, deleted) => {
      const exceptions = given.map(
        ([one, other, original, body, more]): RecurrenceException => ({
          start: Math.min(one, other),
          end: Math.max(one, other),
          original,
          ...body,
          ...more,
        }),
      )
      const series: AppointmentRecurrence = {
        ...read(daily),
        deleted,
        modified: exceptions.map(({ start }) => start - (start % 1_440)),
        exceptions,
      }
      const bytes = writeAppointmentRecurrence(series)
      const cut = Array.from(bytes, (_, length) => bytes.subarray(0, length))
      return isDeepStrictEqual(readAppointmentRecurrence(bytes), series) && cut.every(isRefused)
    }),
    { numRuns: 50 },
  )
})

const isRefused = (bytes: Buffer): boolean => {
  try {
    readAppointmentRecurrence(bytes)
    return false
  } catch (error) {
    return error instanceof ProtocolSyntaxError
  }
}

t.test('whatever the bytes are, they are a series or a syntax error', async () => {
  const bytes = Buffer.from(weekly, 'hex')
  const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
  const isRead = (given: Buffer): boolean => {
    if (isRefused(given)) return true
    return readAppointmentRecurrence(given).exceptions.every(({ start, end }) => start <= end && end <= lastDate)
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (any) => isRead(Buffer.from(any))))
  fc.assert(
    fc.property(changes, (list) => {
      const broken = Buffer.from(bytes)
      for (const [at, value] of list) broken[at] = value
      return isRead(broken)
    }),
    { numRuns: 500 },
  )
})

t.test('counts, lengths and times that cannot be are refused with what is wrong', async (t) => {
  const counts = '76020000' + '0100'
  const refused = (from: string, to: string, message: RegExp) =>
    t.throws(() => read(weekly.replace(from, to)), { name: 'ProtocolSyntaxError', message })
  refused(counts, `76020000${'ffff'}`, /65535 exceptions/)
  refused(counts, `76020000${'0000'}`, /0 exceptions, but 1 modified/)
  refused('22002100', '2200ffff', /subject needs 65535 bytes/)
  refused('00000000040000000000', `ffffffff040000000000`, /reserved block needs 4294967295 bytes/)
  refused('3499bc0c5299bc0c', '3499bc0cffffff7f', /calendar/)
  refused('3499bc0c5299bc0c', '5299bc0c3499bc0c', /ends before it begins/)
  refused('f898bc0c11', 'ffffff7f11', /calendar/)
  const many = Buffer.alloc(200_000)
  Buffer.from(daily, 'hex').copy(many)
  many.writeUInt32LE(20_000, 34)
  t.throws(() => readAppointmentRecurrence(many), /20000 deleted dates/)
})
