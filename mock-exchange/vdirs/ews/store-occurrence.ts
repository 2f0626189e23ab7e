import { isCalendarTime } from '../../mailbox/calendar-years.ts'
import type { Appointment } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { type OccurrenceItem, updateOccurrence } from '../../mailbox/occurrence-item.ts'
import { nthOccurrence, occurrencesOf } from '../../mailbox/occurrences.ts'
import { wallTime } from '../../mailbox/time-zone.ts'
import { EwsError } from './errors.ts'

/** Milliseconds. */
const day = 86_400_000

/**
 * Stores what one occurrence of a series says now. @returns the occurrence as stored
 * @throws EwsError when it would pass another one, or says of itself what only a series has
 */
export function storeOccurrence(mailbox: Mailbox, before: OccurrenceItem, after: Appointment): OccurrenceItem {
  if (after.recurrence !== before.recurrence) {
    throw new EwsError('ErrorInvalidPropertySet', 'Set action is invalid for property Recurrence of an occurrence.')
  }
  if (after.start !== before.start || after.end !== before.end) refuseCrossing(before, after)
  return updateOccurrence(mailbox, before, after)
}

/**
 * Occurrences keep their order, and no two begin on one day: the recurrence has room for one a day ([MS-OXOCAL] 3.1.4.7.1,
 * recalled).
 * @throws EwsError ErrorOccurrenceCrossingBoundary
 */
function refuseCrossing({ occurrenceOf: master, originalStart }: OccurrenceItem, { start, end }: Appointment): void {
  const present = occurrencesOf(
    master,
    Math.min(start, originalStart) - 800 * day,
    Math.max(end, originalStart) + 800 * day,
  )
  const dayOf = (instant: number): number => Math.floor(wallTime(instant, master.timeZone) / day)
  const crossing = present.some((other) => {
    if (other.original === originalStart) return false
    if (dayOf(other.start) === dayOf(start)) return true
    return other.original < originalStart ? other.end > start : other.start < end
  })
  if (!crossing) return
  throw new EwsError(
    'ErrorOccurrenceCrossingBoundary',
    'Modified occurrence is crossing or overlapping adjacent occurrence.',
  )
}

/**
 * A series after a change of it: where its times are others, exceptions have no time to stand at any more, but for those
 * that came with the change (by PidLidAppointmentRecur or as MIME).
 */
export function changedSeries(before: Appointment, after: Appointment): Appointment {
  const keys = ['start', 'end', 'recurrence', 'timeZone', 'allDay'] as const
  if (after.recurrence === undefined || keys.every((key) => before[key] === after[key])) return after
  if (after.modifiedOccurrences !== before.modifiedOccurrences) return after
  return { ...after, deletedOccurrences: [], modifiedOccurrences: new Map() }
}

/**
 * @throws EwsError ErrorCalendarOutOfRange, ErrorCalendarEndDateIsEarlierThanStartDate, ErrorCalendarDurationIsTooLong (more
 * than five years)
 */
export function refuseWrongTimes({ start, end }: Pick<Appointment, 'start' | 'end'>): void {
  if (!isCalendarTime(start) || !isCalendarTime(end)) {
    throw new EwsError('ErrorCalendarOutOfRange', 'The start or end is beyond the years that calendars have.')
  }
  if (end < start) {
    throw new EwsError('ErrorCalendarEndDateIsEarlierThanStartDate', 'EndDate is earlier than StartDate.')
  }
  if (end - start > 5 * 366 * day) {
    throw new EwsError('ErrorCalendarDurationIsTooLong', 'The duration of a calendar item is longer than five years.')
  }
}

/** @throws EwsError ErrorOccurrenceTimeSpanTooBig for occurrences that last until after the next begins */
export function refuseLongOccurrences(series: Pick<Appointment, 'start' | 'end' | 'recurrence' | 'timeZone'>): void {
  if (series.recurrence === undefined) return
  const second = nthOccurrence({ ...series, deletedOccurrences: [], modifiedOccurrences: new Map() }, 2)
  if (second === undefined || second.start >= series.end) return
  throw new EwsError(
    'ErrorOccurrenceTimeSpanTooBig',
    "The duration of an occurrence can't be longer than the time between occurrences.",
  )
}
