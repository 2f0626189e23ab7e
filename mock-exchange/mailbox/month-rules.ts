// Rules by months and years, whose times are computed here: Exchange and Outlook take the last day of a month that is too
// short for the 29th, 30th or 31st ([MS-OXOCAL] 2.2.1.44.1.4.3: "if the month has fewer days, the last day"; recalled), where
// RFC 5545 would leave it out; and ical.js takes seconds for the nth weekdays of some thousand years.

import type ICAL from 'ical.js'

/** One time in each of some months. */
export interface MonthRule {
  /** Months from one to the next. */
  readonly every: number
  /** The first month that can have one, counted from the year 0. */
  readonly from: number
  /** The day in a month that begins on that weekday (Sunday is 0) and is that long. */
  readonly dayIn: (weekday: number, length: number) => number
}

const codes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const day = 86_400_000

/**
 * A rule by months or years; undefined for other ones.
 * @param recur one that `readRule` keeps
 * @param first wall time, milliseconds as of UTC
 */
export function monthRuleOf({ freq, interval, parts }: ICAL.Recur, first: number): MonthRule | undefined {
  const yearly = (freq as string) === 'YEARLY'
  if (!yearly && (freq as string) !== 'MONTHLY') return undefined
  const start = new Date(first)
  const month = yearly ? Number(parts.BYMONTH?.[0] ?? start.getUTCMonth() + 1) - 1 : start.getUTCMonth()
  const every = yearly ? 12 * interval : interval
  const from = start.getUTCFullYear() * 12 + month
  if (parts.BYDAY !== undefined) return { every, from, dayIn: nthWeekday(parts.BYDAY.map(String), parts.BYSETPOS) }
  const wanted = Number(parts.BYMONTHDAY?.[0] ?? start.getUTCDate())
  return { every, from, dayIn: (_, length) => (wanted < 0 ? length : Math.min(wanted, length)) }
}

/** `2TU`, or days of the week with which of them in the month it is; negative ones count from the end. */
function nthWeekday(byDay: readonly string[], bySetPos: readonly unknown[] | undefined): MonthRule['dayIn'] {
  const [, number] = /^([+-]?\d+)/.exec(byDay[0] ?? '') ?? []
  const nth = Number(number ?? bySetPos?.[0] ?? 1)
  const wanted = new Set(byDay.map((one) => codes.indexOf(one.slice(-2))))
  return (weekday, length) => {
    const isWanted = (date: number): boolean => wanted.has((weekday + date - 1) % 7)
    const dates = Array.from({ length }, (_, index) => index + 1).filter(isWanted)
    return dates.at(nth < 0 ? nth : nth - 1) ?? length
  }
}

/**
 * The times of such a rule on the wall clock, in order, until the rule ends or the year `lastYear` does.
 * @param until wall time, milliseconds, up to which nothing need be told
 */
export function* monthTimes(
  { count, until: end }: ICAL.Recur,
  { every, from, dayIn }: MonthRule,
  { first, until, lastYear }: { readonly first: number; readonly until: number; readonly lastYear: number },
): Generator<number> {
  const last = end === null ? Number.POSITIVE_INFINITY : end.toJSDate().getTime()
  const timeOfDay = ((first % day) + day) % day
  const timeIn = (month: number): number => {
    const [year, ofYear] = [Math.floor(month / 12), month % 12]
    // Not Date.UTC, to which the year 1 is 1901.
    const begin = new Date(new Date(0).setUTCFullYear(year, ofYear, 1))
    const length = new Date(new Date(0).setUTCFullYear(year, ofYear + 1, 0)).getUTCDate()
    return begin.getTime() + (dayIn(begin.getUTCDay(), length) - 1) * day + timeOfDay
  }
  const far = Math.floor(Math.max(0, until - first) / (every * 31 * day))
  const after = (lastYear + 1) * 12
  const passed = Math.min(far, (count ?? Number.POSITIVE_INFINITY) - 1, Math.floor((after - 1 - from) / every))
  // Each month has one; that of the first may be before the rule begins, and does not count.
  const counted = timeIn(from) < first ? passed - 1 : passed
  let left = (count ?? Number.POSITIVE_INFINITY) - Math.max(0, counted)
  for (let month = from + passed * every; left > 0 && month < after; month += every) {
    const time = timeIn(month)
    if (time > last) return
    if (time < first) continue
    left -= 1
    yield time
  }
}
