// Where a rule ends. The store keeps UNTIL on the wall clock of the appointment, as Exchange's patterns have it: the last day
// ([MS-OXOCAL] 2.2.1.44.1). iCalendar tells it in UTC wherever times have a zone, and as a date where they are dates
// (RFC 5545 section 3.3.10).

import { instantOf, wallTime } from './time-zone.ts'

const until = /(?<=\bUNTIL=)(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?/i
/** The end of a day, where a rule names no more than that. */
const endOfDay = ['23', '59', '59'] as const

/** A rule of iCalendar as the store has it. @param timeZone of the appointment */
export function ruleOnWall(rule: string, timeZone: string): string {
  return rule.replace(until, (_, year, month, day, hour, minute, second, utc) => {
    const [hours, minutes, seconds] = hour === undefined ? endOfDay : [hour, minute, second]
    const told = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds))
    return timeText(utc === undefined ? told : wallTime(told, timeZone))
  })
}

/** The counterpart. @param allDay whether the appointment's times are dates */
export function ruleInCalendar(rule: string, timeZone: string, allDay: boolean): string {
  return rule.replace(until, (text, year, month, day, hour, minute, second) => {
    if (allDay || hour === undefined) return text.slice(0, 8)
    const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
    return timeText(instantOf(wall, timeZone))
  })
}

/** `20140617T235959Z`; of the years that iCalendar can write. */
function timeText(time: number): string {
  const within = Math.min(Math.max(time, Date.UTC(1_000, 0)), Date.UTC(9_999, 11, 31, 23, 59, 59))
  return `${new Date(within).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}
