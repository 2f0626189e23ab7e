// One occurrence of a recurring appointment, as if it were an item: what is stored of it is a change of its series.

import type { Appointment, AppointmentContent, Item } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { contentAt, withOccurrence, withoutOccurrence } from './occurrence-changes.ts'
import { regularOccurrence } from './occurrences.ts'

/** An occurrence of a recurring appointment: the appointment as it is at that time. */
export interface OccurrenceItem extends Appointment {
  readonly occurrenceOf: Appointment
  /** Start as the rule has it, in milliseconds since 1970. */
  readonly originalStart: number
}

/** Whether an item is one occurrence of a series. */
export function isOccurrence(item: Item): item is OccurrenceItem {
  return 'occurrenceOf' in item
}

/** A recurring appointment as it is at one of its times. @param originalStart the start that the rule has for it */
export function occurrenceItem(master: Appointment, originalStart: number): OccurrenceItem {
  return { ...contentAt(master, originalStart), occurrenceOf: master, originalStart }
}

/**
 * The occurrence of a series that the rule has at a time; undefined when it has none there, or that one is deleted.
 * @param original milliseconds since 1970
 */
export function occurrenceAt(series: Appointment, original: number): OccurrenceItem | undefined {
  const { recurrence, deletedOccurrences } = series
  if (recurrence === undefined || deletedOccurrences.includes(original)) return undefined
  return regularOccurrence(series, original) && occurrenceItem(series, original)
}

/** Stores what an occurrence says now. @returns the occurrence as stored @throws MailboxError item-not-found, quota-exceeded */
export function updateOccurrence(
  mailbox: Mailbox,
  { occurrenceOf, originalStart }: OccurrenceItem,
  after: AppointmentContent,
): OccurrenceItem {
  const stored = mailbox.update(occurrenceOf, withOccurrence(occurrenceOf, originalStart, after)) as Appointment
  return occurrenceItem(stored, originalStart)
}

/** Takes one occurrence out of its series. @throws MailboxError item-not-found */
export function deleteOccurrence(mailbox: Mailbox, { occurrenceOf, originalStart }: OccurrenceItem): void {
  mailbox.update(occurrenceOf, withoutOccurrence(occurrenceOf, originalStart))
}
