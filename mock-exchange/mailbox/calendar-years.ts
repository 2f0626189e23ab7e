/** Years that calendars of Exchange know ([MS-OXOCAL] 2.2.1.44.1), in milliseconds since 1970. */
const calendarYears = { first: Date.UTC(1601, 0, 1), last: Date.UTC(4501, 0, 1) } as const

/** Whether a time is one that an appointment can have. */
export function isCalendarTime(instant: number): boolean {
  return instant >= calendarYears.first && instant < calendarYears.last
}
