// When a recurring appointment takes place. ical.js computes the rule on the wall clock of the appointment's zone, so that a
// meeting at nine stays at nine when the clocks change.

import ICAL from 'ical.js'
import type { AppointmentContent } from './item.ts'
import { monthRuleOf, monthTimes } from './month-rules.ts'
import { type RecurrenceRule, readRule } from './recurrence-rule.ts'
import { instantOf, wallTime } from './time-zone.ts'

/** One time at which an appointment takes place, in milliseconds since 1970. */
export interface Occurrence {
  readonly start: number
  readonly end: number
  /** Start as the rule has it, by which an occurrence is known wherever it was moved. */
  readonly original: number
}

/** Last year that a calendar can write (RFC 5545: four digits). */
const lastYear = 9_999

/** Milliseconds. */
const day = 86_400_000

type Recurring = Pick<
  AppointmentContent,
  'start' | 'end' | 'recurrence' | 'timeZone' | 'deletedOccurrences' | 'modifiedOccurrences'
>

/**
 * The occurrences that overlap the time from `from` until before `until`, in order, at most `limit`; moved ones where they
 * are now. A single appointment is its own and only one; a rule that is not kept (`readRule`) leaves the first.
 */
export function occurrencesOf(appointment: Recurring, from: number, until: number, limit = 1_000): Occurrence[] {
  const { start, end, modifiedOccurrences } = appointment
  const deleted = new Set(appointment.deletedOccurrences)
  const length = end - start
  const within = ({ start: at, end: over }: Occurrence): boolean =>
    at < until && (over > from || (at === over && at >= from))
  const found: Occurrence[] = []
  for (const original of starts(appointment, from - length)) {
    if (original >= until || found.length === limit) break
    const one = { start: original, end: original + length, original }
    if (within(one) && !deleted.has(original) && !modifiedOccurrences.has(original)) found.push(one)
  }
  if (modifiedOccurrences.size === 0) return found
  const moved = modifiedTimes(appointment).filter(within)
  return [...found, ...moved].sort((a, b) => a.start - b.start).slice(0, limit)
}

/** The times of the occurrences at which something differs. */
export function modifiedTimes({ start, end, modifiedOccurrences }: Recurring): Occurrence[] {
  return [...modifiedOccurrences].map(([original, change]) => {
    const begin = change.start ?? original
    return { start: begin, end: change.end ?? begin + end - start, original }
  })
}

/**
 * The occurrence that the rule puts there, whatever has become of it since; undefined when it has none at that time.
 * @param original milliseconds since 1970
 */
export function regularOccurrence(appointment: Recurring, original: number): Occurrence | undefined {
  const [found] = occurrencesOf(asPlanned(appointment), original, original + 1, 1)
  return found?.original === original ? found : undefined
}

/** The first occurrences of series as their rules have them, in numbers of powers of two; items never change in place. */
const firstOnes = new WeakMap<Recurring, { readonly upTo: number; readonly found: readonly Occurrence[] }>()

/**
 * The occurrence of a number as the rule counts them, from 1, deleted and modified ones among them. They are kept: one request
 * may ask for many.
 */
export function nthOccurrence(appointment: Recurring, number: number): Occurrence | undefined {
  const known = firstOnes.get(appointment)
  if (known !== undefined && number <= known.upTo) return known.found[number - 1]
  const upTo = 2 ** Math.ceil(Math.log2(number))
  const found = occurrencesOf(asPlanned(appointment), appointment.start, Number.POSITIVE_INFINITY, upTo)
  firstOnes.set(appointment, { upTo, found })
  return found[number - 1]
}

function asPlanned(appointment: Recurring): Recurring {
  return { ...appointment, deletedOccurrences: [], modifiedOccurrences: new Map() }
}

/** The first occurrence that is left; undefined when all are deleted. */
export function firstOccurrence(appointment: Recurring): Occurrence | undefined {
  return occurrencesOf(appointment, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 1)[0]
}

/** The last occurrence that is left; undefined for a rule without an end. */
export function lastOccurrence(appointment: Recurring): Occurrence | undefined {
  const { start, end } = appointment
  const deleted = new Set(appointment.deletedOccurrences)
  let last = lastStart(appointment)
  if (last !== undefined && deleted.has(last)) {
    const left = (from: number): number | undefined =>
      [...starts(appointment, from)].filter((one) => !deleted.has(one)).at(-1)
    last = left(last - 400 * day) ?? left(Number.NEGATIVE_INFINITY)
  }
  if (last === undefined) return undefined
  const planned = { start: last, end: last + end - start, original: last }
  return modifiedTimes(appointment).find(({ original }) => original === planned.original) ?? planned
}

/** The rule's start of the last occurrence, deleted or not; undefined for a rule without an end. */
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
  const byMonth = monthRuleOf(rule.recur, first)
  if (byMonth !== undefined) {
    yield* monthTimes(rule.recur, byMonth, { first, until: from - 2 * day, lastYear })
    return
  }
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
  if (period === undefined) return first
  const length = period.days * day
  const begin = first.toJSDate().getTime()
  let periods = Math.floor((Math.min(until, Date.UTC(lastYear, 0)) - begin) / length) - 1
  if (recur.count !== null) periods = Math.min(periods, Math.floor((recur.count - 1) / period.occurrences))
  if (periods <= 0) return first
  if (recur.count !== null) recur.count -= periods * period.occurrences
  return ICAL.Time.fromJSDate(new Date(begin + periods * length), true)
}
