// What differs at single occurrences, in MAPI's blob and back out of it.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import {
  type AppointmentContent,
  appointment,
  busyStatuses,
  type OccurrenceChange,
} from '../../../../mock-exchange/mailbox/item.ts'
import { recurrenceBlob, seriesOf } from '../../../../mock-exchange/mailbox/mapi/recurrence.ts'
import { meetingStates, stateKey } from '../../../../mock-exchange/mailbox/meeting-class.ts'
import {
  readAppointmentRecurrence,
  writeAppointmentRecurrence,
} from '../../../../protocols/mapi/appointment-recurrence.ts'
import type { RecurrenceException } from '../../../../protocols/mapi/recurrence-exceptions.ts'
import { ProtocolSyntaxError } from '../../../../protocols/syntax-error.ts'

const hour = 3_600_000
const day = 24 * hour
/** Tuesdays at nine in Berlin; the fourth is in winter time. */
const start = Date.UTC(2014, 9, 7, 7)
const second = start + 7 * day
const fourth = start + 21 * day + hour
const berlin = 'W. Europe Standard Time'

const series = (modified: readonly (readonly [number, OccurrenceChange])[], more: Partial<AppointmentContent> = {}) =>
  appointment({
    start,
    end: start + hour,
    uid: 'u',
    timeZone: berlin,
    recurrence: 'FREQ=WEEKLY;BYDAY=TU;COUNT=6',
    modifiedOccurrences: new Map(modified),
    ...more,
  })

const blobOf = (given: AppointmentContent): Buffer => {
  const blob = recurrenceBlob(given)
  if (blob === undefined) throw new Error('the series has no blob')
  return blob
}
/** The series as a client that changes exceptions of its blob would leave it. */
const rewritten = (
  given: AppointmentContent,
  change: (exceptions: readonly RecurrenceException[]) => readonly RecurrenceException[],
) => {
  const read = readAppointmentRecurrence(blobOf(given))
  const exceptions = change(read.exceptions)
  const modified = exceptions.map((one) => one.start - (one.start % 1_440))
  return seriesOf(writeAppointmentRecurrence({ ...read, exceptions, modified }), given)
}
const only = (given: ReturnType<typeof seriesOf>) => [...given.modifiedOccurrences.values()][0]

t.test(
  'a changed occurrence is an exception: its old day deleted, its new one modified, what differs told',
  async (t) => {
    const change = { start: second + day, end: second + day + 2 * hour, subject: 'Moved', location: 'Room 4' }
    const moved = series(
      [
        [fourth, { busyStatus: 'free', allDay: true }],
        [second, change],
      ],
      {
        deletedOccurrences: [start + 14 * day],
      },
    )
    const minutes = (date: number, time = 0) => (Date.UTC(2014, 9, date) - Date.UTC(1601, 0, 1)) / 60_000 + time
    const read = readAppointmentRecurrence(blobOf(moved))
    t.same(read.deleted, [minutes(14), minutes(21), minutes(28)])
    t.same(read.modified, [minutes(15), minutes(28)])
    t.same(read.exceptions, [
      {
        start: minutes(15, 540),
        end: minutes(15, 660),
        original: minutes(14, 540),
        subject: 'Moved',
        location: 'Room 4',
        hasBody: false,
      },
      {
        start: minutes(28, 540),
        end: minutes(28, 600),
        original: minutes(28, 540),
        busyStatus: 0,
        allDay: true,
        hasBody: false,
      },
    ])
    const fresh = seriesOf(blobOf(moved), series([]))
    t.same(fresh.deletedOccurrences, [start + 14 * day])
    t.same(fresh.modifiedOccurrences, moved.modifiedOccurrences)
  },
)

t.test('reminders of single occurrences are told beside that of the series', async (t) => {
  const told = (reminderMinutes: number | undefined, own: number | undefined) => {
    const given = series([[second, { reminderMinutes: own }]], { reminderMinutes })
    const [exception] = readAppointmentRecurrence(blobOf(given)).exceptions
    t.same(only(seriesOf(blobOf(given), { ...given, modifiedOccurrences: new Map() })), { reminderMinutes: own })
    return [exception?.reminderSet, exception?.reminderDelta]
  }
  t.same(told(15, 60), [undefined, 60])
  t.same(told(15, undefined), [false, undefined])
  t.same(told(undefined, 30), [true, 30])
  const set = (reminderMinutes: number | undefined, override: Partial<RecurrenceException>) =>
    only(rewritten(series([[second, {}]], { reminderMinutes }), (all) => all.map((one) => ({ ...one, ...override }))))
  t.same(set(30, { reminderSet: true }), { reminderMinutes: 30 })
  t.same(set(undefined, { reminderSet: true }), { reminderMinutes: 15 })
  t.same(set(undefined, { reminderDelta: 5 }), {}, 'minutes of a reminder that is not set')
})

t.test('the state of a meeting that is cancelled for one day is told and taken', async (t) => {
  const state = meetingStates.meeting | meetingStates.received
  const properties = new Map([
    [stateKey, state],
    ['Appointment:0x8214', 3],
  ])
  const cancelled = new Map(properties).set(stateKey, state | meetingStates.canceled)
  const given = series([[second, { properties: cancelled }]], { properties })
  t.equal(readAppointmentRecurrence(blobOf(given)).exceptions[0]?.meetingType, 7)
  const none = { ...given, modifiedOccurrences: new Map() }
  t.same(only(seriesOf(blobOf(given), none)), { properties: cancelled })
  const back = rewritten(given, (all) => all.map(({ meetingType: _, ...one }) => one))
  t.same(only(back), { properties })
})

t.test('what the blob cannot say stays when a client writes it back, and so does what it says less of', async (t) => {
  const kept: OccurrenceChange = {
    body: { type: 'html', content: '<p>Only today</p>' },
    attendees: [{ name: 'Bob', address: 'bob@contoso.com', role: 'required', response: 'accept' }],
    attachments: [],
    categories: ['Red'],
    importance: 'high',
    sensitivity: 'private',
    properties: new Map([['Appointment:0x8214', 5]]),
  }
  // Seconds, and an end without a start.
  const change: OccurrenceChange = { ...kept, end: second + hour + 90_000, subject: 'Long' }
  const given = series([[second, change]], { recurrence: 'FREQ=WEEKLY;WKST=MO;COUNT=6', start: start + 30_000 })
  const at = second + 30_000
  const changed = { ...given, modifiedOccurrences: new Map([[at, change]]) }
  t.same(seriesOf(blobOf(changed), changed), {
    recurrence: changed.recurrence,
    deletedOccurrences: [],
    modifiedOccurrences: changed.modifiedOccurrences,
  })
  const named = rewritten(changed, (all) => all.map((one) => ({ ...one, subject: 'Short' })))
  t.same([...named.modifiedOccurrences], [[at, { ...change, subject: 'Short' }]])
  const regular = rewritten(changed, (all) => all.map(({ subject: _, ...one }) => ({ ...one, end: one.start + 60 })))
  t.same([...regular.modifiedOccurrences], [[at, kept]], 'it says what the series says again')
  t.same([...rewritten(changed, () => []).modifiedOccurrences], [], 'it is an exception no more')
})

t.test('of a text that is too long for the blob all stays', async (t) => {
  const given = series([[second, { subject: 'x'.repeat(70_000), location: 'y'.repeat(70_000) }]])
  const [told] = readAppointmentRecurrence(blobOf(given)).exceptions
  t.same([told?.subject?.length, told?.location?.length], [65_534, 65_534])
  const back = only(seriesOf(blobOf(given), given))
  t.same([back?.subject?.length, back?.location?.length], [70_000, 70_000])
})

t.test('exceptions are found by their day when the whole series moves to another hour', async (t) => {
  const body = { type: 'text', content: 'Only today' } as const
  const given = series([[second, { body, location: 'Room 4' }]])
  const read = readAppointmentRecurrence(blobOf(given))
  const later = read.exceptions.map((one) => ({
    ...one,
    start: one.start + 60,
    end: one.end + 60,
    original: one.original + 60,
  }))
  const blob = writeAppointmentRecurrence({ ...read, startTime: 600, endTime: 660, exceptions: later })
  const moved = { ...given, start: start + hour, end: start + 2 * hour }
  t.same([...seriesOf(blob, moved).modifiedOccurrences], [[second + hour, { body, location: 'Room 4' }]])
})

t.test('days are those of the zone, also where midnight is skipped', async (t) => {
  // In São Paulo 2014-10-19 began at one o’clock.
  const midnight = Date.UTC(2014, 9, 17, 3)
  const given = appointment({
    start: midnight,
    end: midnight + day,
    uid: 'u',
    timeZone: 'E. South America Standard Time',
    recurrence: 'FREQ=DAILY;COUNT=5',
  })
  for (const index of [1, 2, 3]) {
    const blob = blobOf({ ...given, recurrence: 'FREQ=DAILY;COUNT=5' })
    const read = readAppointmentRecurrence(blob)
    const dates = [read.startDate + index * 1_440]
    const { deletedOccurrences } = seriesOf(writeAppointmentRecurrence({ ...read, deleted: dates }), given)
    const again = readAppointmentRecurrence(blobOf({ ...given, deletedOccurrences }))
    t.same(again.deleted, dates)
  }
})

t.test('weeks that are counted in twos begin on the day that the rule or the blob says', async (t) => {
  for (const [rule, first] of [
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU', 1],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;WKST=SU', 0],
  ] as const) {
    const blob = blobOf(series([], { recurrence: rule }))
    t.equal(readAppointmentRecurrence(blob).firstDayOfWeek, first)
    t.equal(seriesOf(blob, series([], { recurrence: undefined })).recurrence, rule)
  }
})

t.test('a series that the blob has no room for has none', async (t) => {
  t.equal(recurrenceBlob(series([[second, { start: Date.UTC(4_600, 0, 1), end: Date.UTC(4_600, 0, 1) }]])), undefined)
  t.equal(recurrenceBlob(series([], { start: Date.UTC(1_500, 0, 1) })), undefined)
  const many = Array.from({ length: 4_001 }, (_, index) => start + index * day)
  t.equal(recurrenceBlob(series([], { deletedOccurrences: many })), undefined)
})

const minutesAway = fc.integer({ min: -100_000, max: 100_000 })
const said = fc.record(
  {
    subject: fc.string(),
    location: fc.string({ unit: 'grapheme' }),
    allDay: fc.boolean(),
    busyStatus: fc.constantFrom(...busyStatuses),
    reminderMinutes: fc.option(fc.nat(10_000), { nil: undefined }),
  },
  { requiredKeys: [] },
)
const times = fc.option(fc.tuple(minutesAway, fc.nat(5_000)), { nil: undefined })
const changes = fc.array(fc.tuple(fc.nat(5), said, times), { maxLength: 6 })

t.test('all that the blob can say goes there and back', async () => {
  fc.assert(
    fc.property(changes, fc.option(fc.nat(100), { nil: undefined }), (given, reminderMinutes) => {
      const modified = new Map<number, OccurrenceChange>()
      for (const [index, fields, moved] of given) {
        const original = start + index * 7 * day + (index > 2 ? hour : 0)
        const begin = original + (moved?.[0] ?? 0) * 60_000
        // The hour that comes twice when summer time ends is told only once.
        const isTwice = (at: number) => Math.abs(at - Date.UTC(2014, 9, 26, 1)) <= hour
        const end = begin + (moved?.[1] ?? 60) * 60_000
        const isMoved = begin !== original || end !== begin + hour
        const own = isMoved && !isTwice(begin) && !isTwice(end) ? { start: begin, end } : {}
        modified.set(original, { ...fields, ...own })
      }
      const changed = series([...modified], { reminderMinutes })
      const back = seriesOf(blobOf(changed), series([], { reminderMinutes })).modifiedOccurrences
      const plain = (map: ReadonlyMap<number, OccurrenceChange>) => new Map([...map].sort(([a], [b]) => a - b))
      return isDeepStrictEqual(plain(back), plain(modified))
    }),
    { numRuns: 60 },
  )
})

t.test('whatever a client makes of the bytes, they are refused or a series within the calendar', async () => {
  const given = series([[second, { subject: 'Moved', start: second + day, end: second + day }]])
  const bytes = blobOf(given)
  const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
  const isKept = (blob: Buffer): boolean => {
    try {
      const changed = { ...given, ...seriesOf(blob, given) }
      const own = [...changed.modifiedOccurrences.values()].flatMap(({ start: from = 0, end = from }) => [from, end])
      const all = [...changed.deletedOccurrences, ...changed.modifiedOccurrences.keys(), ...own]
      recurrenceBlob(changed)
      return all.every((at) => at > Date.UTC(1600, 11, 30) && at < Date.UTC(4501, 0, 3))
    } catch (error) {
      return error instanceof ProtocolSyntaxError
    }
  }
  fc.assert(
    fc.property(edits, (list) => {
      const broken = Buffer.from(bytes)
      for (const [at, value] of list) broken[at] = value
      return isKept(broken)
    }),
    { numRuns: 300 },
  )
})
