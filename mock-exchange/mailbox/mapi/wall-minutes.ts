// The time that recurrences in MAPI are told in: minutes since 1601 on the clock of the appointment's zone ([MS-OXOCAL]
// 2.2.1.44.1).

import { instantOf, wallTime } from '../time-zone.ts'

const minute = 60_000
const day = 86_400_000
/** Minutes from 1601 to 1970. */
const epoch = 194_074_560
/** Minutes of a day. */
export const minutesOfDay = 1_440

/** A clock of that kind. Instants are in milliseconds since 1970. */
export interface WallMinutes {
  /** Whole minutes; seconds are passed over. */
  minutesOf(instant: number): number
  instantOf(minutes: number): number
}

/**
 * The clock of a zone. What it shows at the beginnings of days is kept, and told of all times between two that are alike: a
 * series can have thousands of exceptions, and a zone takes its time to say each.
 * @param timeZone its name in Windows
 */
export function wallMinutes(timeZone: string): WallMinutes {
  const offsets = new Map<number, number>()
  const offsetAt = (start: number): number => {
    const offset = offsets.get(start) ?? wallTime(start, timeZone) - start
    offsets.set(start, offset)
    return offset
  }
  /** The offset of days around a time, as if that were UTC; undefined where the clocks change. */
  const steadyOffset = (time: number, before: number, after: number): number | undefined => {
    const midnight = Math.floor(time / day) * day
    const offset = offsetAt(midnight)
    for (let other = midnight - before; other <= midnight + after; other += day) {
      if (offsetAt(other) !== offset) return undefined
    }
    return offset
  }
  return {
    minutesOf(instant) {
      const offset = steadyOffset(instant, 0, day)
      const wall = offset === undefined ? wallTime(instant, timeZone) : instant + offset
      return Math.floor(wall / minute) + epoch
    },
    instantOf(minutes) {
      const wall = (minutes - epoch) * minute
      const offset = steadyOffset(wall, day, 2 * day)
      return offset === undefined ? instantOf(wall, timeZone) : wall - offset
    },
  }
}

/** Midnight of a minute's day. */
export function dateOf(minutes: number): number {
  return minutes - (minutes % minutesOfDay)
}

/** A minute as a date of the calendar, whose UTC fields are those of the wall clock. */
export function calendarDate(minutes: number): Date {
  return new Date((minutes - epoch) * minute)
}

/** The counterpart, for a date of the Gregorian calendar. @param month from 0 */
export function minutesOfDate(year: number, month: number, day: number): number {
  return Date.UTC(year, month, day) / minute + epoch
}
