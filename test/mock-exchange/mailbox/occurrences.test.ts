import fc from 'fast-check'
import t from 'tap'
import { lastStart, nthOccurrence, occurrencesOf } from '../../../mock-exchange/mailbox/occurrences.ts'

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
    t.equal(count(start, 'FREQ=MONTHLY;BYMONTHDAY=31'), 12, start)
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

t.test('a day that a month does not have is its last, as in Outlook', async (t) => {
  const days = (start: string, rule: string): string[] =>
    occurrencesOf(meeting(start, rule, 'UTC'), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 5).map((one) =>
      new Date(one.start).toISOString().slice(0, 13),
    )
  const thirtyFirst = ['2014-09-30T11', '2014-10-31T11', '2014-11-30T11', '2014-12-31T11', '2015-01-31T11']
  t.same(days('2014-09-01T11:00:00Z', 'FREQ=MONTHLY;BYMONTHDAY=31'), thirtyFirst)
  t.same(days('2014-09-01T11:00:00Z', 'FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2'), thirtyFirst.slice(0, 2))
  t.same(days('2014-09-01T11:00:00Z', 'FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20141130T235959Z'), thirtyFirst.slice(0, 3))
  t.same(days('2014-12-31T11:00:00Z', 'FREQ=MONTHLY;INTERVAL=2;COUNT=2'), ['2014-12-31T11', '2015-02-28T11'])
  t.same(days('2014-09-01T11:00:00Z', 'FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2;COUNT=2'), [
    '2015-02-28T11',
    '2016-02-29T11',
  ])
  t.equal(lastStart(meeting('2014-09-01T11:00:00Z', 'FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3')), Date.UTC(2014, 10, 30, 12))
})

t.test('a rule that counts very many is not gone through either, and ends where it ends', async (t) => {
  const [from, until] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2027-01-01T00:00:00Z')]
  const cases = [
    ['1800-01-01T09:00:00Z', 'FREQ=DAILY;COUNT=90000', 365, Date.UTC(1800, 0, 1 + 89_999, 9)],
    [
      '2020-01-06T09:00:00Z',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=90000',
      53,
      Date.UTC(2020, 0, 9 + 44_999 * 14, 9),
    ],
    ['1900-01-15T09:00:00Z', 'FREQ=MONTHLY;BYMONTHDAY=1;COUNT=90000', 12, Date.UTC(1900, 1 + 89_999, 1, 9)],
    ['2020-01-15T09:00:00Z', 'FREQ=MONTHLY;BYDAY=2TU;COUNT=72', 1, Date.UTC(2026, 0, 13, 9)],
  ] as const
  for (const [start, rule, count, last] of cases) {
    const appointment = meeting(start, rule, 'UTC')
    t.equal(occurrencesOf(appointment, from, until).length, count, rule)
    t.equal(lastStart(appointment), last, rule)
  }
})

t.test(
  'a rule that Exchange has no pattern for leaves the first: some never come true, others cost what they like',
  async (t) => {
    const start = '2020-01-06T09:00:00Z'
    const rules = [
      'FREQ=SECONDLY',
      'FREQ=HOURLY;COUNT=90000',
      'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=28;COUNT=90000',
      'FREQ=DAILY;INTERVAL=7;BYDAY=SU',
      'FREQ=WEEKLY;BYMONTH=13',
      'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=YEARLY;BYDAY=-60MO',
      'FREQ=YEARLY;BYWEEKNO=54',
      'FREQ=DAILY;INTERVAL=1000',
      'no rule at all',
    ]
    for (const rule of rules) {
      t.equal(lastStart(meeting(start, rule)), Date.parse(start), rule)
      t.equal(
        occurrencesOf(meeting(start, rule), Date.parse(start), Date.parse('2030-01-01T00:00:00Z')).length,
        1,
        rule,
      )
    }
    const february = meeting('2021-02-06T09:00:00Z', 'FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31')
    t.equal(lastStart(february), february.start)
  },
)

t.test('whether a rule is gone through from its beginning or from nearby, its occurrences are the same', async () => {
  const rule = fc
    .record({
      freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
      interval: fc.integer({ min: 1, max: 5 }),
      by: fc.constantFrom('', ';BYDAY=MO,WE', ';BYDAY=SU'),
      monthly: fc.constantFrom(';BYMONTHDAY=31', ';BYMONTHDAY=1', ';BYDAY=-1FR', ';BYDAY=2TU', ''),
      end: fc.constantFrom('', ';UNTIL=20241215T090000Z', ';COUNT=40', ';COUNT=2000'),
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
    { numRuns: 300 },
  )
})

t.test('beyond the years of iCalendar nothing is repeated, and nobody looks for it', async (t) => {
  for (const start of [8.64e15, -8.64e15, Number.NaN]) {
    for (const recurrence of ['FREQ=MONTHLY;BYMONTHDAY=31', 'FREQ=DAILY;BYDAY=MO', 'FREQ=YEARLY']) {
      const far = { ...meeting('2014-01-01T00:00:00Z', recurrence, 'UTC'), start, end: start }
      t.same(occurrencesOf(far, Date.UTC(2014, 0), Date.UTC(2015, 0)), [], `${start} ${recurrence}`)
    }
  }
})

t.test('occurrences are found by their numbers, and many of a series are gone through but once', async (t) => {
  const item = meeting('2014-06-05T07:00:00Z', 'FREQ=WEEKLY;COUNT=5')
  const all = occurrencesOf(item, item.start, Number.POSITIVE_INFINITY)
  t.same(
    [3, 1, 2, 5, 4, 6, 1_000].map((number) => nthOccurrence(item, number)),
    [all[2], all[0], all[1], all[4], all[3], undefined, undefined],
  )
  const long = meeting('1701-06-05T07:00:00Z', 'FREQ=DAILY;INTERVAL=999;COUNT=999')
  const before = process.cpuUsage()
  for (let number = 900; number < 999; number++) nthOccurrence(long, number)
  t.ok(process.cpuUsage(before).user < 2_000_000)
})
