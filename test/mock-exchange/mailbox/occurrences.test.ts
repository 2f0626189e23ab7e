import fc from 'fast-check'
import t from 'tap'
import { lastStart, occurrencesOf } from '../../../mock-exchange/mailbox/occurrences.ts'

const hour = 3_600_000
const day = 24 * hour

const meeting = (start: string, recurrence: string, timeZone = 'W. Europe Standard Time') => ({
  start: Date.parse(start),
  end: Date.parse(start) + hour,
  recurrence,
  timeZone,
  deletedOccurrences: [],
  modifiedOccurrences: new Map(),
})

t.test('a meeting that began long ago is found where it is, without going through all of its days', async (t) => {
  const [from, until] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2027-01-01T00:00:00Z')]
  const count = (start: string, rule: string): number => occurrencesOf(meeting(start, rule), from, until).length
  for (const start of ['0001-01-01T10:00:00Z', '1601-01-01T10:00:00Z', '2025-12-31T10:00:00Z']) {
    t.equal(count(start, 'FREQ=DAILY'), 365, start)
    t.equal(count(start, 'FREQ=MONTHLY;BYMONTHDAY=31'), 7, start)
    t.equal(count(start, 'FREQ=MONTHLY;BYDAY=-1MO'), 12, start)
    t.equal(count(start, 'FREQ=WEEKLY;BYDAY=MO,FR'), 104, start)
  }
  t.equal(
    lastStart(meeting('2026-01-01T10:00:00Z', 'FREQ=DAILY;UNTIL=99991231T235959Z')),
    Date.parse('9999-12-31T10:00:00Z'),
  )
  t.equal(lastStart(meeting('2026-01-01T10:00:00Z', 'FREQ=DAILY;COUNT=3')), Date.parse('2026-01-03T10:00:00Z'))
  t.equal(lastStart(meeting('2026-01-01T10:00:00Z', 'FREQ=DAILY')), undefined)
})

t.test('whether a rule is gone through from its beginning or from nearby, its occurrences are the same', async () => {
  const rule = fc
    .record({
      freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
      interval: fc.integer({ min: 1, max: 5 }),
      by: fc.constantFrom('', ';BYDAY=MO,WE', ';BYDAY=SU'),
      monthly: fc.constantFrom(';BYMONTHDAY=31', ';BYMONTHDAY=1', ';BYDAY=-1FR', ';BYDAY=2TU', ''),
      end: fc.constantFrom('', ';UNTIL=20241215T090000Z', ';COUNT=40'),
    })
    .map(({ freq, interval, by, monthly, end }) => {
      const parts = freq === 'WEEKLY' ? by : freq === 'MONTHLY' ? monthly : ''
      return `FREQ=${freq};INTERVAL=${interval}${parts}${end}`
    })
  fc.assert(
    fc.property(
      rule,
      fc.integer({ min: Date.parse('2019-01-01'), max: Date.parse('2021-01-01') }),
      fc.integer({ min: Date.parse('2019-01-01'), max: Date.parse('2026-01-01') }),
      fc.constantFrom('W. Europe Standard Time', 'UTC', 'Eastern Standard Time'),
      (recurrence, begin, from, zone) => {
        const start = Math.floor(begin / hour) * hour
        const appointment = meeting(new Date(start).toISOString(), recurrence, zone)
        const until = from + 60 * day
        const near = occurrencesOf(appointment, from, until)
        const all = occurrencesOf(appointment, start, until, 10_000)
        return JSON.stringify(near) === JSON.stringify(all.filter((at) => at.end > from))
      },
    ),
    { numRuns: 400 },
  )
})
