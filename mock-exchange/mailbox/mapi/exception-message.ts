// An occurrence that differs from its series as MAPI has it beside the blob: a message within an attachment of the series
// ([MS-OXOCAL] 2.2.10). What it does not say is as in the series; it has what the blob cannot say, such as a body.

import type { Appointment, Item } from '../item.ts'
import { contentAt, withOccurrence } from '../occurrence-changes.ts'

/** PidTagMessageClass of such messages (2.2.10.2.1). */
const exceptionClass = 'IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}'

/** An appointment, or one occurrence of a series with the start that the rule has for that. */
export type MaybeOccurrence = Appointment & { readonly originalStart?: number }

/** What a client makes of an occurrence. */
export type ExceptionChange = (occurrence: Item) => Item

/** Starts that the rule has for the occurrences that differ, in order. */
export function exceptionsIn(item: Item | undefined): number[] {
  if (item?.kind !== 'appointment' || item.recurrence === undefined) return []
  return [...item.modifiedOccurrences.keys()].sort((one, other) => one - other)
}

/** The message of one of them. @param original start that the rule has, in milliseconds since 1970 */
export function exceptionMessage(series: Appointment, original: number): MaybeOccurrence {
  return {
    ...contentAt(series, original),
    itemClass: exceptionClass,
    recurrence: undefined,
    originalStart: original,
  }
}

/** A series after a change of such a message; the same one where the blob does not tell of an exception. */
export function withException(series: Item, original: number, change: ExceptionChange): Item {
  const minuteOf = (instant: number): number => Math.floor(instant / 60_000)
  const known = exceptionsIn(series).find((one) => minuteOf(one) === minuteOf(original))
  if (series.kind !== 'appointment' || known === undefined) return series
  const occurrence = change(exceptionMessage(series, known))
  return occurrence.kind === 'appointment' ? { ...series, ...withOccurrence(series, known, occurrence) } : series
}
