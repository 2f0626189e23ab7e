// PidLidAppointmentRecur ([MS-OXOCAL] 2.2.1.44): how an appointment repeats, as bytes. Verified with the examples of
// 4.1.1.2, 4.1.1.3 and 4.1.1.6, which are tests; the other patterns are recalled.

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import {
  lastMinute,
  type RecurrenceException,
  readExceptions,
  readTime,
  writeExceptions,
} from './recurrence-exceptions.ts'

/** RecurFrequency. */
const frequencies = { daily: 0x200a, weekly: 0x200b, monthly: 0x200c, yearly: 0x200d } as const
/** PatternType; those of the Hijri calendar are not read. */
const patternTypes = { day: 0, week: 1, month: 2, monthNth: 3, monthEnd: 4 } as const
/**
 * CalendarType, of those whose months are others than those of the Gregorian: Hijri, Hebrew, the lunar ones of Japan and
 * China, Saka, the lunar one of Korea.
 */
const otherCalendars: ReadonlySet<number> = new Set([0x06, 0x08, 0x0e, 0x0f, 0x10, 0x14])
/** EndType. Outlook also writes -1 for never. */
const endTypes = { date: 0x2021, count: 0x2022, never: 0x2023 } as const
const neverEnds = 0xffff_ffff
/** EndDate of what never ends: the last day that the format knows, in 4500. */
export const lastDate = lastMinute
/** Dates in a list at most: those of a daily meeting for ten years. It bounds what bytes from anywhere can cost. */
export const mostDates = 4_000

const versions = { pattern: 0x3004, reader2: 0x3006, writer2: 0x3009 } as const

/** The days on which it takes place: every period, on days of the week, on a day of the month, or on the n-th such day. */
export type Pattern =
  | { readonly type: 'day' }
  | { readonly type: 'week'; readonly days: number }
  | { readonly type: 'month' | 'monthEnd'; readonly day: number }
  | { readonly type: 'monthNth'; readonly days: number; readonly nth: number }

/** Dates are in minutes since 1601 on the clock of the appointment's zone, at midnight. */
export interface AppointmentRecurrence {
  readonly frequency: keyof typeof frequencies
  readonly pattern: Pattern
  /** Minutes for days, weeks for weeks, else months. */
  readonly period: number
  /** Where the first period begins, within a period that begins in 1601. */
  readonly firstDateTime: number
  readonly end: keyof typeof endTypes
  readonly occurrences: number
  /** Sunday is 0. */
  readonly firstDayOfWeek: number
  /** Dates of all that do not take place as the pattern says, the changed ones among them. */
  readonly deleted: readonly number[]
  /** New dates of those that take place, but changed. */
  readonly modified: readonly number[]
  /** What is told of these, one for each. */
  readonly exceptions: readonly RecurrenceException[]
  readonly startDate: number
  readonly endDate: number
  /** Minutes after midnight. */
  readonly startTime: number
  readonly endTime: number
}

const nameOf = <Name extends string>(
  values: Readonly<Record<Name, number>>,
  value: number,
  reader: ByteReader,
  what: string,
): Name => {
  const found = (Object.keys(values) as Name[]).find((name) => values[name] === value)
  if (found === undefined) throw reader.error(`0x${value.toString(16)} is no ${what} of a recurrence`)
  return found
}

/** @throws ProtocolSyntaxError for what is missing, patterns of other calendars, and exceptions that cannot be */
export function readAppointmentRecurrence(bytes: Buffer): AppointmentRecurrence {
  const reader = new ByteReader('MAPI', bytes)
  for (const version of ['reader', 'writer']) {
    if (reader.u16(`the ${version} version`) !== versions.pattern) throw reader.error('this is no recurrence')
  }
  const frequency = nameOf(frequencies, reader.u16('the frequency'), reader, 'frequency')
  const type = nameOf(patternTypes, reader.u16('the pattern type'), reader, 'pattern type')
  const calendar = reader.u16('the calendar type')
  if (otherCalendars.has(calendar) && type !== 'day' && type !== 'week') {
    throw reader.error(`the months of calendar 0x${calendar.toString(16)} are not those of the Gregorian`)
  }
  const firstDateTime = reader.u32('the first date')
  const period = reader.u32('the period')
  reader.u32('the sliding flag')
  const pattern = readPattern(reader, type)
  const ends = reader.u32('the end type')
  const end = ends === neverEnds ? 'never' : nameOf(endTypes, ends, reader, 'end type')
  const occurrences = reader.u32('the count of occurrences')
  const firstDayOfWeek = reader.u32('the first day of the week')
  const deleted = readDates(reader, 'deleted')
  const modified = readDates(reader, 'modified')
  const startDate = readTime(reader, 'the start date')
  const endDate = end === 'date' ? readTime(reader, 'the end date') : reader.u32('the end date')
  reader.u32('the second reader version')
  const writerVersion = reader.u32('the second writer version')
  const startTime = reader.u32('the start time')
  if (startTime >= 1_440) throw reader.error(`occurrences start ${startTime} minutes after midnight, on another day`)
  const endTime = reader.u32('the end time')
  const exceptions = readExceptions(reader, writerVersion, modified.length)
  return {
    frequency,
    pattern,
    period,
    firstDateTime,
    end,
    occurrences,
    firstDayOfWeek,
    deleted,
    modified,
    exceptions,
    startDate,
    endDate,
    startTime,
    endTime,
  }
}

function readPattern(reader: ByteReader, type: Pattern['type']): Pattern {
  switch (type) {
    case 'day':
      return { type }
    case 'week':
      return { type, days: reader.u32('the days of the week') }
    case 'monthNth':
      return { type, days: reader.u32('the days of the week'), nth: reader.u32('which of them') }
    default:
      return { type, day: reader.u32('the day of the month') }
  }
}

function readDates(reader: ByteReader, which: string): number[] {
  const count = reader.u32(`the count of ${which} dates`)
  if (count * 4 > reader.left) throw reader.error(`${count} dates cannot stand in ${reader.left} bytes`)
  if (count > mostDates) throw reader.error(`there are ${count} ${which} dates, more than ${mostDates}`)
  return Array.from({ length: count }, () => readTime(reader, `a ${which} date`))
}

/** The counterpart. */
export function writeAppointmentRecurrence(given: AppointmentRecurrence): Buffer {
  const { frequency, pattern, period, firstDateTime, end, occurrences, firstDayOfWeek } = given
  const writer = new ByteWriter()
    .u16(versions.pattern)
    .u16(versions.pattern)
    .u16(frequencies[frequency])
    .u16(patternTypes[pattern.type])
    .u16(0)
    .u32(firstDateTime)
    .u32(period)
    .u32(0)
  if ('day' in pattern) writer.u32(pattern.day)
  if ('days' in pattern) writer.u32(pattern.days)
  if ('nth' in pattern) writer.u32(pattern.nth)
  writer.u32(endTypes[end]).u32(occurrences).u32(firstDayOfWeek)
  for (const dates of [given.deleted, given.modified]) {
    writer.u32(dates.length)
    for (const date of dates) writer.u32(date)
  }
  writer.u32(given.startDate).u32(given.endDate).u32(versions.reader2).u32(versions.writer2)
  writer.u32(given.startTime).u32(given.endTime)
  writeExceptions(writer, given.exceptions)
  return writer.end()
}
