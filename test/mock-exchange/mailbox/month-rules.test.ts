import ICAL from 'ical.js'
import t from 'tap'
import { lastStart, occurrencesOf } from '../../../mock-exchange/mailbox/occurrences.ts'

const series = (recurrence: string, start: number) => ({
  ...{ start, end: start, recurrence, timeZone: 'UTC' },
  ...{ deletedOccurrences: [], modifiedOccurrences: new Map() },
})

t.test('what is computed here is what ical.js makes of a rule, where no month is too short', async (t) => {
  // None of a set that it is not the wanted one of: ical.js counts such a beginning all the same.
  const starts = [Date.UTC(2012, 1, 29, 9), Date.UTC(2014, 11, 28, 23, 30), Date.UTC(2024, 0, 31)]
  const days = ['BYMONTHDAY=1', 'BYMONTHDAY=28', 'BYMONTHDAY=-1', 'BYDAY=2TU', 'BYDAY=-1FR']
  const sets = ['BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'BYDAY=SU,SA;BYSETPOS=4', 'BYDAY=SU;BYSETPOS=1']
  for (const start of starts) {
    for (const part of [...days, ...sets]) {
      for (const rule of [`FREQ=MONTHLY;INTERVAL=5;${part};COUNT=60`, `FREQ=YEARLY;BYMONTH=2;${part};COUNT=60`]) {
        const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromJSDate(new Date(start), true))
        const expected = Array.from({ length: 60 }, () => iterator.next()?.toJSDate().getTime())
        const given = occurrencesOf(series(rule, start), start, Number.POSITIVE_INFINITY).map((one) => one.start)
        t.same(given, expected, `${rule} from ${new Date(start).toISOString()}`)
        t.equal(lastStart(series(rule, start)), expected.at(-1))
        const [late] = occurrencesOf(series(rule, start), expected[40] ?? 0, Number.POSITIVE_INFINITY, 1)
        t.equal(late?.start, expected[40], 'from nearby')
      }
    }
  }
})

t.test('a yearly rule of thousands of years holds nobody up', async (t) => {
  const rule = 'FREQ=YEARLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=-1;BYMONTH=12'
  const began = performance.now()
  t.equal(lastStart(series(`${rule};UNTIL=99991231T235959Z`, Date.UTC(1601, 0, 1))), Date.UTC(9999, 11, 31))
  t.equal(lastStart(series(`${rule};COUNT=8000`, Date.UTC(1601, 0, 1))), Date.UTC(9600, 11, 31))
  t.equal(lastStart(series('FREQ=MONTHLY;BYMONTHDAY=31;COUNT=400000', 0)), Date.UTC(9999, 11, 31))
  t.ok(performance.now() - began < 2_000, 'it takes milliseconds; it took 7 s once')
})
