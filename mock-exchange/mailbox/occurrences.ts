// When a recurring appointment takes place. ical.js computes the rule on the wall clock of the appointment's zone, so that a
// meeting at nine stays at nine when the clocks change.

import ICAL from 'ical.js'
import type { AppointmentContent } from './item.ts'
import { type RecurrenceRule, readRule } from './recurrence-rule.ts'
import { instantOf, wallTime } from './time-zone.ts'

/** One time at which an appointment takes place, in milliseconds since 1970. */
export interface Occurrence {
  readonly start: number
  readonly end: number
}

/** Last year that a calendar can write (RFC 5545: four digits). */
const lastYear = 9_999

/** Milliseconds. */
const day = 86_400_000

type Recurring = Pick<AppointmentContent, 'start' | 'end' | 'recurrence' | 'timeZone' | 'deletedOccurrences'>

/**
 * The occurrences that overlap the time from `from` until before `until`, in order, at most `limit`. A single appointment
 * is its own and only one; a rule that is not kept (`readRule`) leaves the first.
 */
export function occurrencesOf(appointment: Recurring, from: number, until: number, limit = 1_000): Occurrence[] {
  const { start, end } = appointment
  const length = end - start
  const within = (at: number): boolean => at < until && (at + length > from || (length === 0 && at >= from))
  const found: Occurrence[] = []
  for (const at of starts(appointment, from - length)) {
    if (at >= until || found.length === limit) break
    if (within(at) && !appointment.deletedOccurrences.includes(at)) found.push({ start: at, end: at + length })
  }
  return found
}

/** The start of the last occurrence; undefined for a rule without an end. */
export function lastStart(appointment: Recurring): number | undefined {
  const { recurrence, start, timeZone } = appointment
  const first = wallTime(start, timeZone)
  const rule = recurrence === undefined ? undefined : readRule(recurrence, first)
  if (rule === undefined) return start
  const { count, until } = rule.recur
  if (count === null && until === null) return undefined
  const near = until === null ? Number.POSITIVE_INFINITY : until.toJSDate().getTime() - 400 * day
  const last =
    lastOf(walls(rule, first, near)) ?? lastOf(walls(readRule(recurrence ?? '', first) ?? rule, first, first))
  return last === undefined ? undefined : instantOf(last, timeZone)
}

function lastOf(times: Iterable<number>): number | undefined {
  let last: number | undefined
  for (const time of times) last = time
  return last
}

/** Starts in order; from the beginning, or from some time shortly before `from` where the rule can begin there. */
function* starts({ start, timeZone, recurrence }: Recurring, from: number): Generator<number> {
  const first = wallTime(start, timeZone)
  const rule = recurrence === undefined ? undefined : readRule(recurrence, first)
  if (rule === undefined) {
    yield start
    return
  }
  for (const wall of walls(rule, first, from)) {
    // What a clock on the wall shows is the instant to within a day; to know it better costs time.
    if (wall >= from - 2 * day) yield instantOf(wall, timeZone)
  }
}

/** Starts on the wall clock of the appointment, from some time before `from`. The rule is used up by it. */
function* walls(rule: RecurrenceRule, first: number, from: number): Generator<number> {
  const begin = beginning(rule, ICAL.Time.fromJSDate(new Date(first), true), from - 2 * day)
  const iterator = rule.recur.iterator(begin)
  for (let next = iterator.next(); next != null && next.year <= lastYear; next = iterator.next()) {
    yield Date.UTC(next.year, next.month - 1, next.day, next.hour, next.minute, next.second)
  }
}

/**
 * Where a rule's iterator begins so that it goes on as it would have gone from `first`: whole periods later, because a meeting
 * of the year 1 would otherwise be gone through day by day. What a rule counts is less by the occurrences before.
 * @param until wall time, milliseconds, up to which nothing need be gone through
 */
function beginning({ recur, period }: RecurrenceRule, first: ICAL.Time, until: number): ICAL.Time {
  if (period === undefined || (recur.count !== null && period.occurrences === undefined)) return first
  const time = period.unit === 'months' ? (monthOfFirst(recur, first) ?? first) : first.clone()
  const longest = period.length * (period.unit === 'months' ? 31 * day : day)
  const far = Math.min(until, Date.UTC(lastYear, 0)) - time.toJSDate().getTime()
  let periods = Math.floor(far / longest) - 1
  if (recur.count !== null) periods = Math.min(periods, Math.floor((recur.count - 1) / (period.occurrences ?? 1)))
  if (periods <= 0) return first
  if (recur.count !== null) recur.count -= periods * (period.occurrences ?? 1)
  if (period.unit === 'days')
    return ICAL.Time.fromJSDate(new Date(first.toJSDate().getTime() + periods * longest), true)
  const months = time.year * 12 + time.month - 1 + periods * period.length
  time.year = Math.floor(months / 12)
  time.month = (months % 12) + 1
  return time
}

/** The first day of the month in which the first occurrence is: from there on each of a rule's months has its own. */
function monthOfFirst(recur: ICAL.Recur, first: ICAL.Time): ICAL.Time | undefined {
  const next = recur.clone().iterator(first).next()
  if (next == null) return undefined
  const time = next.clone()
  time.day = 1
  return time
}
