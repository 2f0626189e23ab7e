// How appointments repeat, between iCalendar's rules (RFC 5545 section 3.3.10), which the store has, and MAPI's blob. What
// differs at single occurrences is in `recurrence-changes.ts`.

import {
  type AppointmentRecurrence,
  lastDate,
  mostDates,
  type Pattern,
  readAppointmentRecurrence,
  writeAppointmentRecurrence,
} from '../../../protocols/mapi/appointment-recurrence.ts'
import type { AppointmentContent, OccurrenceChange } from '../item.ts'
import { lastStart, occurrencesOf } from '../occurrences.ts'
import { readRule } from '../recurrence-rule.ts'
import { wallTime } from '../time-zone.ts'
import { changeOf, exceptionOf, type SeriesDefaults } from './recurrence-changes.ts'
import { calendarDate, dateOf, minutesOfDate, minutesOfDay, type WallMinutes, wallMinutes } from './wall-minutes.ts'

const codes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
/** What the blob says of a series without an end, as Outlook does. */
const countOfNoEnd = 10
/** Occurrences that are counted at most; EWS allows series of 999. */
const mostCounted = 1_000

type Times = Pick<
  AppointmentContent,
  'start' | 'end' | 'recurrence' | 'timeZone' | 'deletedOccurrences' | 'modifiedOccurrences'
>
type Series = Times & SeriesDefaults

/**
 * The bytes of PidLidAppointmentRecur; undefined for a single appointment, for a rule that they cannot say, for times that
 * they cannot say (before 1601, after 4500), and for more exceptions than anybody would read.
 */
export function recurrenceBlob(series: Series): Buffer | undefined {
  const known = blobs.get(series)
  if (known !== undefined) return known
  const given = recurrenceOf(series)
  const blob = given && writeAppointmentRecurrence(given)
  if (blob !== undefined) blobs.set(series, blob)
  return blob
}

/** By what they are of, which does not change: clients ask for the same one again and again. */
const blobs = new WeakMap<Series, Buffer>()

function recurrenceOf(series: Series): AppointmentRecurrence | undefined {
  const { start, end, recurrence, timeZone } = series
  if (recurrence === undefined) return undefined
  const clock = wallMinutes(timeZone)
  if (readRule(recurrence, wallTime(start, timeZone)) === undefined) return undefined
  const parts = new Map(recurrence.split(';').map((part) => part.toUpperCase().split('=', 2) as [string, string]))
  const first = clock.minutesOf(start)
  const startDate = dateOf(first)
  const startTime = first - startDate
  const said = patternOf(parts, calendarDate(first))
  const exceptions = exceptionsOf(series, startTime, clock)
  if (said === undefined || exceptions === undefined || !isSayable(startDate)) return undefined
  const firstDayOfWeek = Math.max(0, codes.indexOf(parts.get('WKST') ?? firstDay(said)))
  return {
    ...said,
    ...endOf(parts, series, clock),
    firstDateTime: firstDateOf(said, startDate, firstDayOfWeek),
    firstDayOfWeek,
    ...exceptions,
    startDate,
    startTime,
    endTime: startTime + Math.round((end - start) / 60_000),
  }
}

/** The day that weeks begin with where a rule does not say: Monday (RFC 5545 section 3.3.10) where it matters. */
const firstDay = ({ pattern, period }: Said): string => (pattern.type === 'week' && period > 1 ? 'MO' : 'SU')

const isSayable = (minutes: number): boolean => minutes >= 0 && minutes <= lastDate

/** Changed occurrences are among the deleted ones too: their day is not as the pattern has it. */
function exceptionsOf(
  series: Series,
  startTime: number,
  clock: WallMinutes,
): Pick<AppointmentRecurrence, 'deleted' | 'modified' | 'exceptions'> | undefined {
  const { deletedOccurrences, modifiedOccurrences } = series
  if (deletedOccurrences.length + modifiedOccurrences.size > mostDates) return undefined
  const dayOf = (original: number): number => dayOfOccurrence(original, startTime, clock)
  const originals = [...deletedOccurrences, ...modifiedOccurrences.keys()]
  const exceptions = [...modifiedOccurrences]
    .map(([original, change]) => ({
      ...exceptionOf(series, original, change, clock),
      original: dayOf(original) + startTime,
    }))
    .sort((one, other) => one.start - other.start)
  if (!exceptions.every(({ start, end }) => isSayable(start) && isSayable(end))) return undefined
  return {
    deleted: [...new Set(originals.map(dayOf))].filter(isSayable).sort((one, other) => one - other),
    modified: exceptions.map(({ start }) => dateOf(start)),
    exceptions,
  }
}

/** The day of an occurrence; the next one where midnight is skipped, and the clock shows an hour before it. */
function dayOfOccurrence(original: number, startTime: number, clock: WallMinutes): number {
  const shown = dateOf(clock.minutesOf(original))
  const [day = shown] = [shown, shown + minutesOfDay].filter((one) => isAt(clock.instantOf(one + startTime), original))
  return day
}

/** Whether two instants are in the same minute: the blob has no seconds. */
const isAt = (one: number, other: number): boolean => Math.floor(one / 60_000) === Math.floor(other / 60_000)

type Said = Pick<AppointmentRecurrence, 'frequency' | 'pattern' | 'period'>

function patternOf(parts: ReadonlyMap<string, string>, start: Date): Said | undefined {
  const interval = Number(parts.get('INTERVAL') ?? 1)
  if (!Number.isInteger(interval) || interval < 1) return undefined
  const byDay = (parts.get('BYDAY') ?? '').split(',').filter((day) => day !== '')
  const days = byDay.reduce((mask, day) => mask | (1 << codes.indexOf(day.slice(-2))), 0)
  const nth = Number(/^[+-]?\d+/.exec(byDay[0] ?? '')?.[0] ?? parts.get('BYSETPOS') ?? 0)
  const day = Number(parts.get('BYMONTHDAY') ?? start.getUTCDate())
  const inMonth: Pattern =
    days > 0 ? { type: 'monthNth', days, nth: nth < 0 ? 5 : nth } : { type: 'month', day: day < 0 ? 31 : day }
  switch (parts.get('FREQ')) {
    case 'DAILY':
      if (days > 0) return { frequency: 'daily', pattern: { type: 'week', days }, period: 1 }
      return { frequency: 'daily', pattern: { type: 'day' }, period: interval * minutesOfDay }
    case 'WEEKLY':
      return { frequency: 'weekly', pattern: { type: 'week', days: days || 1 << start.getUTCDay() }, period: interval }
    case 'MONTHLY':
      return { frequency: 'monthly', pattern: inMonth, period: interval }
    case 'YEARLY':
      return { frequency: 'yearly', pattern: inMonth, period: 12 * interval }
    default:
      return undefined
  }
}

function endOf(
  parts: ReadonlyMap<string, string>,
  appointment: Series,
  clock: WallMinutes,
): Pick<AppointmentRecurrence, 'end' | 'occurrences' | 'endDate'> {
  const last = parts.has('COUNT') || parts.has('UNTIL') ? lastStart(appointment) : undefined
  // What ends after the last day of the format does so for nobody who is alive.
  if (last === undefined || !isSayable(clock.minutesOf(last)))
    return { end: 'never', occurrences: countOfNoEnd, endDate: lastDate }
  const endDate = dateOf(clock.minutesOf(last))
  const count = parts.get('COUNT')
  if (count !== undefined) return { end: 'count', occurrences: Number(count), endDate }
  const all = { ...appointment, deletedOccurrences: [], modifiedOccurrences: new Map() }
  return { end: 'date', occurrences: occurrencesOf(all, appointment.start, last + 1, mostCounted).length, endDate }
}

/** Where the first period begins ([MS-OXOCAL] 2.2.1.44.1, FirstDateTime). */
function firstDateOf({ pattern, period }: Said, startDate: number, firstDayOfWeek: number): number {
  if (pattern.type === 'day') return startDate % period
  if (pattern.type === 'week') {
    // The first day of 1601 was a Monday.
    const weekday = (startDate / minutesOfDay + 1) % 7
    return (startDate - ((weekday - firstDayOfWeek + 7) % 7) * minutesOfDay) % (period * 7 * minutesOfDay)
  }
  const start = calendarDate(startDate)
  const months = ((start.getUTCFullYear() - 1_601) * 12 + start.getUTCMonth()) % period
  return minutesOfDate(1_601, months, 1)
}

/**
 * What the bytes of PidLidAppointmentRecur make of an appointment. What they cannot say of an occurrence that was changed
 * before stays; so does the rule when they say the same in other words.
 * @throws ProtocolSyntaxError
 */
export function seriesOf(
  blob: Buffer,
  series: Series,
): Pick<AppointmentContent, 'recurrence' | 'deletedOccurrences' | 'modifiedOccurrences'> {
  const given = readAppointmentRecurrence(blob)
  const clock = wallMinutes(series.timeZone)
  // The blob has no seconds.
  const seconds = ((series.start % 60_000) + 60_000) % 60_000
  const originalAt = (date: number): number => clock.instantOf(date + given.startTime) + seconds
  const known = new Map(
    [...series.modifiedOccurrences].map(([original, change]) => [dateOf(clock.minutesOf(original)), change]),
  )
  const modified = new Map<number, OccurrenceChange>()
  for (const exception of given.exceptions) {
    const date = dateOf(exception.original)
    const original = originalAt(date)
    modified.set(original, changeOf(series, original, exception, known.get(date) ?? {}, clock))
  }
  const changedDates = new Set(given.exceptions.map(({ original }) => dateOf(original)))
  const deleted = [...new Set(given.deleted.map(dateOf))].filter((date) => !changedDates.has(date))
  const rule = ruleOf(given)
  const present = recurrenceOf(series)
  return {
    recurrence: present !== undefined && ruleOf(present) === rule ? series.recurrence : rule,
    deletedOccurrences: deleted.map(originalAt),
    modifiedOccurrences: modified,
  }
}

function ruleOf(given: AppointmentRecurrence): string {
  const { frequency, pattern, period, firstDayOfWeek, end, occurrences, startDate, endDate } = given
  const yearly = frequency === 'yearly'
  const divisor = pattern.type === 'day' ? minutesOfDay : yearly && pattern.type !== 'week' ? 12 : 1
  const interval = Math.max(1, Math.round(period / divisor))
  const month = calendarDate(startDate).getUTCMonth() + 1
  const rule = [
    pattern.type === 'day'
      ? 'FREQ=DAILY'
      : pattern.type === 'week'
        ? 'FREQ=WEEKLY'
        : yearly
          ? `FREQ=YEARLY;BYMONTH=${month}`
          : 'FREQ=MONTHLY',
  ]
  if (interval > 1) rule.push(`INTERVAL=${interval}`)
  if ('days' in pattern) rule.push(`BYDAY=${codes.filter((_, index) => (pattern.days & (1 << index)) !== 0).join(',')}`)
  if (pattern.type === 'week' && interval > 1 && firstDayOfWeek !== 1)
    rule.push(`WKST=${codes[firstDayOfWeek] ?? 'SU'}`)
  if ('nth' in pattern) rule.push(`BYSETPOS=${pattern.nth >= 5 ? -1 : Math.max(1, pattern.nth)}`)
  if ('day' in pattern) rule.push(`BYMONTHDAY=${Math.min(31, Math.max(1, pattern.day))}`)
  if (end === 'count') rule.push(`COUNT=${Math.max(1, occurrences)}`)
  if (end === 'date') {
    const date = calendarDate(endDate).toISOString().slice(0, 10).replaceAll('-', '')
    rule.push(`UNTIL=${date}T235959Z`)
  }
  return rule.join(';')
}

/** What the specification wants there; the blob ends four months later. */
const clipOfNoEnd = Date.UTC(4_500, 7, 31, 23, 59)

/**
 * PidLidClipStart and PidLidClipEnd ([MS-OXOCAL] 2.2.1.14, 2.2.1.15): an appointment's own times; of a series midnight of
 * the first and of the last day, and a day in 4500 for one without an end.
 */
export function clipOf(appointment: Times): { readonly start: number; readonly end: number } {
  const { start, end, recurrence, timeZone } = appointment
  if (recurrence === undefined) return { start, end }
  const clock = wallMinutes(timeZone)
  const midnight = (at: number): number => clock.instantOf(dateOf(clock.minutesOf(at)))
  const last = lastStart(appointment)
  return { start: midnight(start), end: last === undefined ? clipOfNoEnd : midnight(last) }
}

/** PidLidRecurrenceType ([MS-OXOCAL] 2.2.1.45): none, daily, weekly, monthly, yearly. */
export function recurrenceType(rule: string | undefined): number {
  const frequency = /FREQ=([A-Z]+)/.exec(rule ?? '')?.[1] ?? ''
  return ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'].indexOf(frequency) + 1
}
