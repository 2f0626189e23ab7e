// The time that recurrences in MAPI are told in: minutes since 1601 on the clock of the appointment's zone ([MS-OXOCAL]
// 2.2.1.44.1).

import { instantOf, wallTime } from '../time-zone.ts'

const minute = 60_000
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

/** The clock of a zone. @param timeZone its name in Windows */
export function wallMinutes(timeZone: string): WallMinutes {
  return {
    minutesOf: (instant) => Math.floor(wallTime(instant, timeZone) / minute) + epoch,
    instantOf: (minutes) => instantOf((minutes - epoch) * minute, timeZone),
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
