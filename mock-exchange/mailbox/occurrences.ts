// When a recurring appointment takes place. ical.js computes the rule on the wall clock of the appointment's zone, so that a
// meeting at nine stays at nine when the clocks change.

import ICAL from 'ical.js'
import type { AppointmentContent } from './item.ts'
import { instantOf, wallTime } from './time-zone.ts'

/** One time at which an appointment takes place, in milliseconds since 1970. */
export interface Occurrence {
  readonly start: number
  readonly end: number
}

/** Steps that a rule may take to reach the window that was asked for: a daily one comes 270 years far. */
const mostSteps = 100_000

type Recurring = Pick<AppointmentContent, 'start' | 'end' | 'recurrence' | 'timeZone' | 'deletedOccurrences'>

/**
 * The occurrences that overlap the time from `from` until before `until`, in order, at most `limit`. A single appointment
 * is its own and only one; a rule that cannot be read leaves the first.
 */
export function occurrencesOf(appointment: Recurring, from: number, until: number, limit = 1_000): Occurrence[] {
  const { start, end } = appointment
  const length = end - start
  const within = (at: number): boolean => at < until && (at + length > from || (length === 0 && at >= from))
  const found: Occurrence[] = []
  for (const at of starts(appointment)) {
    if (at >= until || found.length === limit) break
    if (within(at) && !appointment.deletedOccurrences.includes(at)) found.push({ start: at, end: at + length })
  }
  return found
}

/** The start of the last occurrence; undefined for a rule without an end. */
export function lastStart(appointment: Recurring): number | undefined {
  const rule = ruleOf(appointment)
  if (rule !== undefined && rule.count === null && rule.until === null) return undefined
  return [...starts(appointment)].at(-1)
}

function ruleOf({ recurrence }: Recurring): ICAL.Recur | undefined {
  if (recurrence === undefined) return undefined
  try {
    return ICAL.Recur.fromString(recurrence)
  } catch {
    return undefined
  }
}

function* starts(appointment: Recurring): Generator<number> {
  const { start, timeZone } = appointment
  const rule = ruleOf(appointment)
  if (rule === undefined) {
    yield start
    return
  }
  const first = ICAL.Time.fromJSDate(new Date(wallTime(start, timeZone)), true)
  const iterator = rule.iterator(first)
  for (let step = 0; step < mostSteps; step++) {
    const next = iterator.next()
    if (next == null) return
    yield instantOf(Date.UTC(next.year, next.month - 1, next.day, next.hour, next.minute, next.second), timeZone)
  }
}
