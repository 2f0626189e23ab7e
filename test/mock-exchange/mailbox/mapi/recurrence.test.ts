import t from 'tap'
import { appointment } from '../../../../mock-exchange/mailbox/item.ts'
import { clipOf, recurrenceBlob, recurrenceType, seriesOf } from '../../../../mock-exchange/mailbox/mapi/recurrence.ts'
import { zoneBlob, zoneOf } from '../../../../mock-exchange/mailbox/mapi/zone-blob.ts'
import { readAppointmentRecurrence } from '../../../../protocols/mapi/appointment-recurrence.ts'

const berlin = 'W. Europe Standard Time'
const series = (recurrence: string | undefined, more: { timeZone?: string; deletedOccurrences?: number[] } = {}) => {
  const start = Date.UTC(2014, 5, 3, 7)
  return appointment({ start, end: start + 3_600_000, uid: 'u', recurrence, ...more })
}

const single = series(undefined)

t.test('rules come back from their blobs as they were', async (t) => {
  for (const rule of [
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3;COUNT=10',
    'FREQ=WEEKLY;BYDAY=TU',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,FR;COUNT=6',
    'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=3',
    'FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1',
    'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=3',
    'FREQ=YEARLY;BYMONTH=6;BYDAY=TU;BYSETPOS=1',
  ]) {
    const blob = recurrenceBlob(series(rule))
    t.equal(blob && seriesOf(blob, single).recurrence, rule)
  }
  const until = recurrenceBlob(series('FREQ=WEEKLY;BYDAY=TU;UNTIL=20140619T120000Z'))
  t.equal(
    until && seriesOf(until, single).recurrence,
    'FREQ=WEEKLY;BYDAY=TU;UNTIL=20140617T235959Z',
    'the last day it takes place',
  )
  t.equal(recurrenceBlob(series(undefined)), undefined)
  t.equal(recurrenceBlob(series('FREQ=HOURLY')), undefined, 'a rule that the blob cannot say')
  const far = 'FREQ=DAILY;UNTIL=99991231T235959Z'
  const told = recurrenceBlob(series(far))
  t.equal(
    told && seriesOf(told, series(far)).recurrence,
    far,
    'what ends after 4500 has no end there, and keeps its own',
  )
  for (const rule of ['FREQ=DAILY;INTERVAL=10000000', 'FREQ=WEEKLY;BYDAY=XX', 'FREQ=DAILY;COUNT=-5']) {
    t.equal(recurrenceBlob(series(rule)), undefined, `${rule}, which nobody keeps`)
  }
  t.same(['FREQ=WEEKLY;BYDAY=TU', undefined].map(recurrenceType), [2, 0])
})

t.test('the blob counts on the clock of the zone, in minutes since 1601', async (t) => {
  // Tuesdays at nine in Berlin; the second is cancelled.
  const gone = [Date.UTC(2014, 5, 10, 7)]
  const blob = recurrenceBlob(series('FREQ=WEEKLY;BYDAY=TU;COUNT=3', { timeZone: berlin, deletedOccurrences: gone }))
  const read = readAppointmentRecurrence(blob ?? Buffer.alloc(0))
  const date = (day: number) => (Date.UTC(2014, 5, day) - Date.UTC(1601, 0, 1)) / 60_000
  t.match(read, {
    frequency: 'weekly',
    pattern: { type: 'week', days: 4 },
    period: 1,
    // 1601 began on a Monday: the week of 2014-06-01 begins six days into a week of that count.
    firstDateTime: 6 * 1_440,
    end: 'count',
    occurrences: 3,
    startDate: date(3),
    endDate: date(17),
    deleted: [date(10)],
    modified: [],
    startTime: 9 * 60,
    endTime: 10 * 60,
  })
  t.same(seriesOf(blob ?? Buffer.alloc(0), { ...single, timeZone: berlin }).deletedOccurrences, gone)
  t.equal(
    blob?.subarray(0, 10).toString('hex'),
    '043004300b2001000000',
    'versions, weekly, by days of the week, Gregorian',
  )
})

t.test('a series is clipped to midnights of its zone', async (t) => {
  const { start, end } = series(undefined)
  t.same(clipOf(series(undefined)), { start, end })
  const dates = (rule: string) =>
    Object.values(clipOf(series(rule, { timeZone: berlin }))).map((at) => new Date(at).toISOString())
  t.same(dates('FREQ=WEEKLY;BYDAY=TU;COUNT=3'), ['2014-06-02T22:00:00.000Z', '2014-06-16T22:00:00.000Z'])
  t.equal(dates('FREQ=DAILY')[1], '4500-08-31T23:59:00.000Z')
})

t.test('bytes that are no recurrence are refused, whatever they claim', async (t) => {
  const blob = recurrenceBlob(series('FREQ=WEEKLY;BYDAY=TU')) ?? Buffer.alloc(0)
  for (let length = 0; length < blob.length; length++) {
    t.throws(() => seriesOf(blob.subarray(0, length), single), { name: 'ProtocolSyntaxError' })
  }
  const many = Buffer.from(blob)
  many.writeUInt32LE(0xffff_ffff, 38)
  t.throws(() => seriesOf(many, single), /dates cannot stand/)
})

t.test('a zone is told by its name in Windows, with its rule', async (t) => {
  const blob = zoneBlob(berlin, Date.UTC(2014, 5, 3))
  t.equal(zoneOf(blob), berlin)
  const rule = blob.subarray(blob.length - 66)
  t.same([rule.readInt32LE(22), rule.readInt32LE(26), rule.readInt32LE(30)], [-60, 0, -60])
  const words = (at: number) => Array.from({ length: 6 }, (_, index) => rule.readUInt16LE(at + 2 * index))
  t.same(words(34), [0, 10, 0, 5, 3, 0], 'standard time: the last Sunday of October at three')
  t.same(words(50), [0, 3, 0, 5, 2, 0], 'summer time: the last Sunday of March at two')
  t.equal(zoneOf(zoneBlob('tzone://Microsoft/Utc', 0)), 'UTC')
})
