// Rules on the 29th, 30th or 31st of a month. Exchange and Outlook take the last day of a month that is too short
// ([MS-OXOCAL] 2.2.1.44.1.4.3: "if the month has fewer days, the last day"; recalled); RFC 5545 would leave it out.

import type ICAL from 'ical.js'

/** A day of the month that some months do not have. */
export interface LateDay {
  /** 29 to 31. */
  readonly day: number
  /** Months from one to the next. */
  readonly every: number
  /** The first month that can have one, counted from the year 0. */
  readonly from: number
}

/**
 * Which late day a rule means; undefined for a rule that ical.js says right.
 * @param first wall time, milliseconds as of UTC
 */
export function lateDayOf({ freq, interval, parts }: ICAL.Recur, first: number): LateDay | undefined {
  const yearly = (freq as string) === 'YEARLY'
  if ((!yearly && (freq as string) !== 'MONTHLY') || parts.BYDAY !== undefined) return undefined
  const start = new Date(first)
  const day = Number(parts.BYMONTHDAY?.[0] ?? start.getUTCDate())
  if (day <= 28) return undefined
  const month = yearly ? Number(parts.BYMONTH?.[0] ?? start.getUTCMonth() + 1) - 1 : start.getUTCMonth()
  return { day, every: yearly ? 12 * interval : interval, from: start.getUTCFullYear() * 12 + month }
}

/**
 * The times of such a rule on the wall clock, in order, until the rule ends or the year `lastYear` does.
 * @param until wall time, milliseconds, up to which nothing need be told; what a rule counts is gone through all the same
 */
export function* lateDays(
  { count, until: end }: ICAL.Recur,
  { day, every, from }: LateDay,
  { first, until, lastYear }: { readonly first: number; readonly until: number; readonly lastYear: number },
): Generator<number> {
  const last = end === null ? Number.POSITIVE_INFINITY : end.toJSDate().getTime()
  const timeOfDay = ((first % 86_400_000) + 86_400_000) % 86_400_000
  const far = count === null ? Math.floor(Math.max(0, until - first) / (every * 31 * 86_400_000)) : 0
  let left = count ?? Number.POSITIVE_INFINITY
  for (let month = from + far * every; left > 0 && month < (lastYear + 1) * 12; month += every) {
    const [year, ofYear] = [Math.floor(month / 12), month % 12]
    // Not Date.UTC, to which the year 1 is 1901.
    const longest = new Date(new Date(0).setUTCFullYear(year, ofYear + 1, 0)).getUTCDate()
    const time = new Date(0).setUTCFullYear(year, ofYear, Math.min(day, longest)) + timeOfDay
    if (time > last) return
    if (time < first) continue
    left -= 1
    if (time >= until) yield time
  }
}
