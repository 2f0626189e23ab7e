// Single occurrences of a series that differ from it or are cancelled ([MS-ASCAL] 2.2.2.21, 2.2.2.22): each is known by the
// start that the rule has, in UTC, and says only what differs.

import { childOf, childrenNamed, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { isCalendarTime } from '../../../mailbox/calendar-years.ts'
import {
  type Appointment,
  type AppointmentContent,
  busyStatuses,
  type OccurrenceChange,
  sensitivities,
} from '../../../mailbox/item.ts'
import { contentAt } from '../../../mailbox/occurrence-changes.ts'
import { categoriesElement } from './shared-elements.ts'
import { clean, compactDateText, readDate } from './values.ts'

const calendar = tagsOf('Calendar')

/** The Exceptions of a series; no element when it has none. @param bodyOf elements of an occurrence's own body */
export async function exceptionsElement(
  series: Appointment,
  bodyOf: (occurrence: Appointment) => Promise<WbxmlElement[]>,
): Promise<WbxmlElement[]> {
  const cancelled = series.deletedOccurrences.map((original) =>
    calendar('Exception', calendar('Deleted', '1'), calendar('ExceptionStartTime', compactDateText(original))),
  )
  const modified = [...series.modifiedOccurrences].map(async ([original, change]) => {
    const occurrence = contentAt(series, original)
    const body = change.body === undefined ? [] : await bodyOf(occurrence)
    return calendar(
      'Exception',
      calendar('ExceptionStartTime', compactDateText(original)),
      ...differences(change),
      calendar('StartTime', compactDateText(occurrence.start)),
      calendar('EndTime', compactDateText(occurrence.end)),
      ...body,
    )
  })
  const all = [...cancelled, ...(await Promise.all(modified))]
  return all.length === 0 ? [] : [calendar('Exceptions', ...all)]
}

function differences(change: OccurrenceChange): WbxmlElement[] {
  const { subject, location, busyStatus, sensitivity, allDay, categories } = change
  const reminder = 'reminderMinutes' in change ? String(change.reminderMinutes ?? '') : undefined
  return [
    ...(subject === undefined ? [] : [calendar('Subject', clean(subject))]),
    ...(location === undefined ? [] : [calendar('Location', clean(location))]),
    ...(busyStatus === undefined
      ? []
      : [calendar('BusyStatus', String(Math.min(busyStatuses.indexOf(busyStatus), 3)))]),
    ...(sensitivity === undefined ? [] : [calendar('Sensitivity', String(sensitivities.indexOf(sensitivity)))]),
    ...(allDay === undefined ? [] : [calendar('AllDayEvent', allDay ? '1' : '0')]),
    ...(reminder === undefined ? [] : [calendar('Reminder', reminder)]),
    ...categoriesElement('Calendar', categories ?? []),
  ]
}

type Exceptions = Pick<AppointmentContent, 'deletedOccurrences' | 'modifiedOccurrences'>

/**
 * The exceptions that a device gives, all at once; no member when it gives none, undefined when one cannot be read.
 * @param read what elements of an appointment say
 */
export function readExceptions(
  data: WbxmlElement,
  read: (exception: WbxmlElement) => OccurrenceChange | undefined,
): Partial<Exceptions> | undefined {
  const given = childOf(data, 'Calendar', 'Exceptions')
  if (given === undefined) return {}
  const deletedOccurrences: number[] = []
  const modifiedOccurrences = new Map<number, OccurrenceChange>()
  for (const exception of childrenNamed(given, 'Calendar', 'Exception')) {
    const original = readDate(textOf(exception, 'Calendar', 'ExceptionStartTime'))
    const change = read(exception)
    if (original === undefined || !isCalendarTime(original) || change === undefined) return undefined
    if (textOf(exception, 'Calendar', 'Deleted') === '1') deletedOccurrences.push(original)
    else modifiedOccurrences.set(original, change)
  }
  return { deletedOccurrences: deletedOccurrences.sort((a, b) => a - b), modifiedOccurrences }
}
