// When a recurring appointment takes place. ical.js computes the rule on the wall clock of the appointment's zone, so that a
// meeting at nine stays at nine when the clocks change.

import ICAL from 'ical.js'
import type { AppointmentContent } from './item.ts'
import { instantOf, wallTime } from './time-zone.ts'

/** One time at which an appointment takes place, in milliseconds since 1970. */
export interface Occurrence {
  readonly start: number
  readonly end: number
  /** Start as the rule has it, by which an occurrence is known wherever it was moved. */
  readonly original: number
}

/** Steps that a rule may take to reach the window that was asked for, where it cannot begin near to it. */
const mostSteps = 100_000

/** Milliseconds. */
const day = 86_400_000

type Recurring = Pick<
  AppointmentContent,
  'start' | 'end' | 'recurrence' | 'timeZone' | 'deletedOccurrences' | 'modifiedOccurrences'
>

/**
 * The occurrences that overlap the time from `from` until before `until`, in order, at most `limit`; moved ones where they
 * are now. A single appointment is its own and only one; a rule that cannot be read leaves the first.
 */
export function occurrencesOf(appointment: Recurring, from: number, until: number, limit = 1_000): Occurrence[] {
  const { start, end, deletedOccurrences, modifiedOccurrences } = appointment
  const length = end - start
  const within = ({ start: at, end: over }: Occurrence): boolean =>
    at < until && (over > from || (at === over && at >= from))
  const found: Occurrence[] = []
  for (const original of starts(appointment, from - length)) {
    if (original >= until || found.length === limit) break
    const one = { start: original, end: original + length, original }
    if (within(one) && !deletedOccurrences.includes(original) && !modifiedOccurrences.has(original)) found.push(one)
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

/** The occurrence of a number as the rule counts them, from 1, deleted and modified ones among them. */
export function nthOccurrence(appointment: Recurring, number: number): Occurrence | undefined {
  return occurrencesOf(asPlanned(appointment), appointment.start, Number.POSITIVE_INFINITY, number)[number - 1]
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
  const { start, end, deletedOccurrences } = appointment
  let last = lastStart(appointment)
  if (last !== undefined && deletedOccurrences.includes(last)) {
    last = [...starts(appointment)].filter((one) => !deletedOccurrences.includes(one)).at(-1)
  }
  if (last === undefined) return undefined
  const planned = { start: last, end: last + end - start, original: last }
  return modifiedTimes(appointment).find(({ original }) => original === planned.original) ?? planned
}

/** The rule's start of the last occurrence, deleted or not; undefined for a rule without an end. */
export function lastStart(appointment: Recurring): number | undefined {
  const rule = ruleOf(appointment)
  if (rule === undefined || rule.count !== null) return [...starts(appointment)].at(-1)
  if (rule.until === null) return undefined
  const lastYear = rule.until.toJSDate().getTime() - 400 * day
  return [...starts(appointment, lastYear)].at(-1) ?? [...starts(appointment)].at(-1)
}

/** A recurring appointment as it is at one of its times; `original` is the start that the rule has. */
export function contentAt<Content extends AppointmentContent>(series: Content, original: number): Content {
  const change = series.modifiedOccurrences.get(original)
  const start = change?.start ?? original
  return { ...series, end: start + series.end - series.start, ...change, start }
}

function ruleOf({ recurrence }: Recurring): ICAL.Recur | undefined {
  if (recurrence === undefined) return undefined
  try {
    return ICAL.Recur.fromString(recurrence)
  } catch {
    return undefined
  }
}

/** Starts in order; from the beginning, or from some time shortly before `from` where the rule can begin there. */
function* starts(appointment: Recurring, from = -Infinity): Generator<number> {
  const { start, timeZone } = appointment
  const rule = ruleOf(appointment)
  if (rule === undefined) {
    yield start
    return
  }
  const iterator = rule.iterator(beginning(rule, wallTime(start, timeZone), from))
  for (let step = 0; step < mostSteps; step++) {
    const next = iterator.next()
    if (next == null) return
    const wall = Date.UTC(next.year, next.month - 1, next.day, next.hour, next.minute, next.second)
    // What a clock on the wall shows is the instant to within a day; to know it better costs time.
    if (wall >= from - 2 * day) yield instantOf(wall, timeZone)
  }
}

/**
 * Where a rule's iterator begins so that it goes on as it would have gone from `first`: whole periods later, because a meeting
 * of the year 1 would otherwise be gone through day by day. Rules that count their occurrences have to be.
 * @param first milliseconds, as `from`
 */
function beginning(rule: ICAL.Recur, first: number, from: number): ICAL.Time {
  const time = ICAL.Time.fromJSDate(new Date(first), true)
  const far = from - 2 * day - first
  if (rule.count !== null || !Number.isFinite(far) || far <= 0) return time
  const days = { DAILY: 1, WEEKLY: 7 }[rule.freq as string]
  if (days !== undefined) {
    const period = days * rule.interval * day
    const periods = Math.max(0, Math.floor(far / period) - 1)
    return ICAL.Time.fromJSDate(new Date(first + periods * period), true)
  }
  // Without a day of its own such a rule takes that of its beginning, which not every month has.
  const saysDay = rule.parts.BYDAY !== undefined || rule.parts.BYMONTHDAY !== undefined
  if (rule.freq !== 'MONTHLY' || !saysDay) return time
  const periods = Math.floor(far / (31 * day) / rule.interval) - 1
  if (periods <= 0) return time
  const months = time.year * 12 + time.month - 1 + periods * rule.interval
  time.day = 1
  time.year = Math.floor(months / 12)
  time.month = (months % 12) + 1
  return time
}
