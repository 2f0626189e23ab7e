// How appointments repeat, between iCalendar's rules (RFC 5545 section 3.3.10), which the store has, and MAPI's blob.
// What the store has no place for is lost on the way: occurrences that were changed alone take place as all others do.

import {
  type AppointmentRecurrence,
  lastDate,
  type Pattern,
  readAppointmentRecurrence,
  writeAppointmentRecurrence,
} from '../../../protocols/mapi/appointment-recurrence.ts'
import type { AppointmentContent } from '../item.ts'
import { lastStart, occurrencesOf } from '../occurrences.ts'
import { instantOf, wallTime } from '../time-zone.ts'

const minute = 60_000
const minutesOfDay = 1_440
/** Minutes between 1601, where the blob begins to count, and 1970. */
const epoch = 194_074_560

const codes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
/** What the blob says of a series without an end, as Outlook does. */
const countOfNoEnd = 10
/** Occurrences that are counted at most; EWS allows series of 999. */
const mostCounted = 1_000

type Series = Pick<
  AppointmentContent,
  'start' | 'end' | 'recurrence' | 'timeZone' | 'deletedOccurrences' | 'modifiedOccurrences'
>

/** Midnight of a time on the clock, in minutes since 1601. */
function dateOf(wall: number): number {
  const minutes = Math.floor(wall / minute) + epoch
  return minutes - (minutes % minutesOfDay)
}

/** The bytes of PidLidAppointmentRecur; undefined for a single appointment, and for a rule that they cannot say. */
export function recurrenceBlob(appointment: Series): Buffer | undefined {
  const { start, end, recurrence, timeZone, deletedOccurrences } = appointment
  if (recurrence === undefined) return undefined
  const parts = new Map(recurrence.split(';').map((part) => part.toUpperCase().split('=', 2) as [string, string]))
  const wall = wallTime(start, timeZone)
  const said = patternOf(parts, new Date(wall))
  if (said === undefined) return undefined
  const startDate = dateOf(wall)
  const startTime = Math.floor(wall / minute) + epoch - startDate
  const firstDayOfWeek = Math.max(0, codes.indexOf(parts.get('WKST') ?? 'SU'))
  return writeAppointmentRecurrence({
    ...said,
    ...endOf(parts, appointment),
    firstDateTime: firstDateOf(said, startDate, firstDayOfWeek),
    firstDayOfWeek,
    deleted: deletedOccurrences.map((at) => dateOf(wallTime(at, timeZone))).sort((a, b) => a - b),
    modified: [],
    startDate,
    startTime,
    endTime: startTime + Math.round((end - start) / minute),
  })
}

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
): Pick<AppointmentRecurrence, 'end' | 'occurrences' | 'endDate'> {
  const last = parts.has('COUNT') || parts.has('UNTIL') ? lastStart(appointment) : undefined
  if (last === undefined) return { end: 'never', occurrences: countOfNoEnd, endDate: lastDate }
  const endDate = dateOf(wallTime(last, appointment.timeZone))
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
  const start = new Date((startDate - epoch) * minute)
  const months = ((start.getUTCFullYear() - 1_601) * 12 + start.getUTCMonth()) % period
  return dateOf(Date.UTC(1_601, months, 1))
}

/**
 * What the bytes of PidLidAppointmentRecur make of an appointment. Changed occurrences count as not deleted when they stay
 * on their day; of those that moved to another one the day that they left is deleted.
 * @throws ProtocolSyntaxError
 */
export function seriesOf(
  blob: Buffer,
  timeZone: string,
): Pick<AppointmentContent, 'recurrence' | 'deletedOccurrences'> {
  const given = readAppointmentRecurrence(blob)
  const { deleted, modified, startTime } = given
  return {
    recurrence: ruleOf(given),
    deletedOccurrences: deleted
      .filter((date) => !modified.includes(date))
      .map((date) => instantOf((date - epoch + startTime) * minute, timeZone)),
  }
}

function ruleOf({ frequency, pattern, period, end, occurrences, startDate, endDate }: AppointmentRecurrence): string {
  const yearly = frequency === 'yearly'
  const divisor = pattern.type === 'day' ? minutesOfDay : yearly && pattern.type !== 'week' ? 12 : 1
  const interval = Math.max(1, Math.round(period / divisor))
  const month = new Date((startDate - epoch) * minute).getUTCMonth() + 1
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
  if ('nth' in pattern) rule.push(`BYSETPOS=${pattern.nth >= 5 ? -1 : Math.max(1, pattern.nth)}`)
  if ('day' in pattern) rule.push(`BYMONTHDAY=${Math.min(31, Math.max(1, pattern.day))}`)
  if (end === 'count') rule.push(`COUNT=${Math.max(1, occurrences)}`)
  if (end === 'date') {
    const date = new Date((endDate - epoch) * minute).toISOString().slice(0, 10).replaceAll('-', '')
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
export function clipOf(appointment: Series): { readonly start: number; readonly end: number } {
  const { start, end, recurrence, timeZone } = appointment
  if (recurrence === undefined) return { start, end }
  const midnight = (at: number): number => instantOf((dateOf(wallTime(at, timeZone)) - epoch) * minute, timeZone)
  const last = lastStart(appointment)
  return { start: midnight(start), end: last === undefined ? clipOfNoEnd : midnight(last) }
}

/** PidLidRecurrenceType ([MS-OXOCAL] 2.2.1.45): none, daily, weekly, monthly, yearly. */
export function recurrenceType(rule: string | undefined): number {
  const frequency = /FREQ=([A-Z]+)/.exec(rule ?? '')?.[1] ?? ''
  return ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'].indexOf(frequency) + 1
}
