// Dates as OWA writes them for en-US; the lab's users live in UTC.

const dayAndTime = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  weekday: 'short',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
})
const dayOnly = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  weekday: 'short',
  month: 'numeric',
  day: 'numeric',
})
const timeOnly = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' })

/** `Mon, 6/2/2014, 2:30 PM`. @param at milliseconds since 1970 */
export const dateText = (at: number): string => dayAndTime.format(at)
/** `Mon, 6/2` */
export const dayText = (at: number): string => dayOnly.format(at)
/** `2:30 PM` */
export const timeText = (at: number): string => timeOnly.format(at)
