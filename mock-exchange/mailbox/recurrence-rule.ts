// Rules of recurring appointments, as far as Exchange keeps them: its patterns are daily, weekly, on a day of the month and on
// the nth weekday of the month, the latter two by months or by years ([MS-OXOCAL] 2.2.1.44.1; RecurrenceType of EWS). Whatever
// else RFC 5545 can say is not kept. That bounds what a mail from anywhere can cost: among the other rules are some that never
// come true, which ical.js looks for without end.

import ICAL from 'ical.js'

/** Whole periods after which a rule goes on as before. */
interface RulePeriod {
  readonly days: number
  /** Occurrences in each. */
  readonly occurrences: number
}

/** A rule that is kept. Its `recur` is the caller's own. */
export interface RecurrenceRule {
  readonly recur: ICAL.Recur
  readonly period: RulePeriod | undefined
}

/** Largest INTERVAL, as EWS has it. */
const mostInterval = 999

type Parts = ReadonlyMap<string, readonly (string | number)[]>

/**
 * The rule of a text; undefined for one that is none, or that Exchange does not keep.
 * @param first the first occurrence on its own wall clock, milliseconds as of UTC
 */
export function readRule(text: string, first: number): RecurrenceRule | undefined {
  // Beyond the years that iCalendar writes, the library looks for a next day without end.
  const year = new Date(first).getUTCFullYear()
  const recur = year >= 1 && year <= 9_999 ? parse(text) : undefined
  if (recur === undefined || !(recur.interval >= 1 && recur.interval <= mostInterval)) return undefined
  if (recur.count !== null && !(recur.count >= 1)) return undefined
  const parts: Parts = new Map(Object.entries(recur.parts).map(([name, values = []]) => [name, values]))
  const { interval } = recur
  switch (recur.freq as string) {
    case 'DAILY': {
      if (parts.size === 0) return { recur, period: { days: interval, occurrences: 1 } }
      const days = plainDays(parts)
      return days === undefined || interval > 1 ? undefined : { recur, period: { days: 7, occurrences: days } }
    }
    case 'WEEKLY': {
      const days = parts.size === 0 ? 1 : plainDays(parts)
      return days === undefined ? undefined : { recur, period: { days: 7 * interval, occurrences: days } }
    }
    case 'MONTHLY':
      return monthly(recur, parts, new Date(first))
    case 'YEARLY':
      return isYearly(parts) ? { recur, period: undefined } : undefined
    default:
      return undefined
  }
}

function parse(text: string): ICAL.Recur | undefined {
  try {
    return ICAL.Recur.fromString(text)
  } catch {
    return undefined
  }
}

/** How many days of the week BYDAY names, when it is all that there is and says no more than days. */
function plainDays(parts: Parts): number | undefined {
  const days = parts.get('BYDAY')
  if (days === undefined || parts.size > 1 || !days.every((day) => /^[A-Z]{2}$/.test(String(day)))) return undefined
  return new Set(days).size
}

function monthly(recur: ICAL.Recur, parts: Parts, first: Date): RecurrenceRule | undefined {
  if (isNthWeekday(parts)) return { recur, period: undefined }
  const day = parts.size === 0 ? first.getUTCDate() : monthDay(parts)
  if (day === undefined) return undefined
  // The same month again and again, which never has that day.
  if (recur.interval % 12 === 0 && day > longestMonth(first.getUTCMonth() + 1)) return undefined
  return { recur, period: undefined }
}

function isYearly(parts: Parts): boolean {
  if (parts.size === 0) return true
  const [month, ...more] = parts.get('BYMONTH') ?? []
  if (typeof month !== 'number' || more.length > 0 || month < 1 || month > 12) return false
  const rest: Parts = new Map([...parts].filter(([name]) => name !== 'BYMONTH'))
  const day = monthDay(rest)
  return rest.size === 0 || isNthWeekday(rest) || (day !== undefined && day <= longestMonth(month))
}

/** BYMONTHDAY alone: 1 to 31, or -1 for the last day. */
function monthDay(parts: Parts): number | undefined {
  const [day, ...more] = parts.get('BYMONTHDAY') ?? []
  if (typeof day !== 'number' || more.length > 0 || parts.size > 1) return undefined
  return day === -1 || (day >= 1 && day <= 31) ? day : undefined
}

/** `BYDAY=2TU`, or `BYDAY=MO,TU;BYSETPOS=-1`: the first to fourth, or the last. */
function isNthWeekday(parts: Parts): boolean {
  const days = (parts.get('BYDAY') ?? []).map(String)
  const [position, ...more] = parts.get('BYSETPOS') ?? []
  if (position === undefined)
    return parts.size === 1 && days.length === 1 && /^(\+?[1-4]|-1)[A-Z]{2}$/.test(days[0] ?? '')
  const isPosition = more.length === 0 && [1, 2, 3, 4, -1].includes(Number(position))
  return isPosition && parts.size === 2 && days.length > 0 && days.every((day) => /^[A-Z]{2}$/.test(day))
}

/** Days of a month in the years when it has most. */
function longestMonth(month: number): number {
  return new Date(Date.UTC(2000, month, 0)).getUTCDate()
}
