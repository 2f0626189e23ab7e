// Single occurrences of a recurring appointment that are changed or deleted, as changes of the series that they belong to.

import { isDeepStrictEqual } from 'node:util'
import type { AppointmentContent, OccurrenceChange } from './item.ts'

const differing = [
  'allDay',
  'subject',
  'body',
  'location',
  'busyStatus',
  'attendees',
  'reminderMinutes',
  'importance',
  'sensitivity',
  'categories',
  'attachments',
  'flag',
  'properties',
] as const satisfies (keyof OccurrenceChange)[]

/** What an occurrence says beside the series. @param original its start as the rule has it, in milliseconds since 1970 */
export function occurrenceChange(
  series: AppointmentContent,
  original: number,
  occurrence: AppointmentContent,
): OccurrenceChange {
  const { start, end } = occurrence
  const moved = start !== original || end - start !== series.end - series.start
  const others = differing.filter((key) => !isDeepStrictEqual(occurrence[key], series[key]))
  return { ...Object.fromEntries(others.map((key) => [key, occurrence[key]])), ...(moved ? { start, end } : {}) }
}

/** A recurring appointment as it is at one of its times; `original` is the start that the rule has. */
export function contentAt<Content extends AppointmentContent>(series: Content, original: number): Content {
  const change = series.modifiedOccurrences.get(original)
  const start = change?.start ?? original
  return { ...series, end: start + series.end - series.start, ...change, start }
}

type Exceptions = Pick<AppointmentContent, 'deletedOccurrences' | 'modifiedOccurrences'>

/** A series with one of its occurrences as given; one that differs in nothing any more is an ordinary one again. */
export function withOccurrence(
  series: AppointmentContent,
  original: number,
  occurrence: AppointmentContent,
): Exceptions {
  const modifiedOccurrences = new Map(series.modifiedOccurrences)
  const change = occurrenceChange(series, original, occurrence)
  if (Object.keys(change).length === 0) modifiedOccurrences.delete(original)
  else modifiedOccurrences.set(original, change)
  return { modifiedOccurrences, deletedOccurrences: series.deletedOccurrences }
}

/** A series without one of its occurrences. */
export function withoutOccurrence(series: AppointmentContent, original: number): Exceptions {
  const modifiedOccurrences = new Map(series.modifiedOccurrences)
  modifiedOccurrences.delete(original)
  const rest = series.deletedOccurrences.filter((start) => start !== original)
  return { modifiedOccurrences, deletedOccurrences: [...rest, original].sort((a, b) => a - b) }
}
