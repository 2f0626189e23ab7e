// Single occurrences that differ from their series, between the store and the exceptions of MAPI's blob ([MS-OXOCAL]
// 2.2.1.44.2). The blob has no place for bodies, attendees, attachments and some more: what the store knows of these stays,
// and `exception-message.ts` tells it.

import { isDeepStrictEqual } from 'node:util'
import { longestText, type RecurrenceException } from '../../../protocols/mapi/recurrence-exceptions.ts'
import { type AppointmentContent, busyStatuses, type OccurrenceChange } from '../item.ts'
import { meetingStates, stateKey } from '../meeting-class.ts'
import type { WallMinutes } from './wall-minutes.ts'

/** Minutes before the start of a reminder that says no more than that it is there. */
export const standardReminder = 15

/** What occurrences take from their series. */
export type SeriesDefaults = Pick<AppointmentContent, 'start' | 'end' | 'reminderMinutes' | 'attendees' | 'properties'>

/** What the blob can say, but for the state of a meeting, which is among the properties. */
const sayable: readonly string[] = [
  'start',
  'end',
  'allDay',
  'subject',
  'location',
  'busyStatus',
  'reminderMinutes',
] satisfies (keyof OccurrenceChange)[]

/** An occurrence in the blob. @param original its start as the rule has it, in milliseconds since 1970 */
export function exceptionOf(
  series: SeriesDefaults,
  original: number,
  change: OccurrenceChange,
  clock: WallMinutes,
): RecurrenceException {
  const { start = original, subject, location, busyStatus, allDay, attachments } = change
  const begin = clock.minutesOf(start)
  const meetingType = stateOf(series, change)
  return {
    start: begin,
    end: Math.max(begin, clock.minutesOf(change.end ?? start + series.end - series.start)),
    original: clock.minutesOf(original),
    ...(subject === undefined ? {} : { subject: subject.slice(0, longestText) }),
    ...(meetingType === undefined ? {} : { meetingType }),
    ...('reminderMinutes' in change ? reminder(series, change.reminderMinutes) : {}),
    ...(location === undefined ? {} : { location: location.slice(0, longestText) }),
    ...(busyStatus === undefined ? {} : { busyStatus: busyStatuses.indexOf(busyStatus) }),
    ...(attachments === undefined ? {} : { hasAttachments: attachments.length > 0 }),
    ...(allDay === undefined ? {} : { allDay }),
    hasBody: change.body !== undefined,
  }
}

function reminder(
  series: SeriesDefaults,
  minutes: number | undefined,
): Pick<RecurrenceException, 'reminderDelta' | 'reminderSet'> {
  if (minutes === undefined) return { reminderSet: false }
  return { reminderDelta: minutes, ...(series.reminderMinutes === undefined ? { reminderSet: true } : {}) }
}

/** PidLidAppointmentStateFlags of an occurrence, where they are others than those of the series. */
function stateOf({ attendees, properties }: SeriesDefaults, change: OccurrenceChange): number | undefined {
  if (change.properties === undefined) return undefined
  const state = change.properties.get(stateKey)
  if (state === properties.get(stateKey)) return undefined
  if (typeof state === 'number') return state
  return (change.attendees ?? attendees).length > 0 ? meetingStates.meeting : 0
}

/**
 * What a changed occurrence says after a client has written the blob. Whatever is told as the blob had it before stays as
 * the store has it, to the second and the last letter.
 * @param original its start as the rule has it, in milliseconds since 1970
 * @param present what the store knew of it
 */
export function changeOf(
  series: SeriesDefaults,
  original: number,
  given: RecurrenceException,
  present: OccurrenceChange,
  clock: WallMinutes,
): OccurrenceChange {
  const told = exceptionOf(series, original, present, clock)
  const [said, before] = [given, told].map((one) => new Map(Object.entries(readable(series, original, one, clock))))
  const isAsTold = (key: string): boolean =>
    said?.has(key) === before?.has(key) && isDeepStrictEqual(said?.get(key), before?.get(key))
  const kept = Object.entries(present).filter(([key]) => !sayable.includes(key) || isAsTold(key))
  const changed = [...(said ?? [])].filter(([key]) => !isAsTold(key))
  const state = given.meetingType === told.meetingType ? {} : { properties: withState(series, given, present) }
  return { ...Object.fromEntries([...kept, ...changed]), ...state }
}

/** What an exception says; fields that it has count even when they say the same as the series. */
function readable(
  series: SeriesDefaults,
  original: number,
  given: RecurrenceException,
  clock: WallMinutes,
): OccurrenceChange {
  const { subject, location, busyStatus, allDay, reminderDelta } = given
  const isRegular =
    given.start === clock.minutesOf(original) && given.end === clock.minutesOf(original + series.end - series.start)
  const inherits = reminderDelta === undefined || series.reminderMinutes === undefined
  const reminderSet = given.reminderSet ?? (inherits ? undefined : true)
  const reminderMinutes = reminderSet ? (reminderDelta ?? series.reminderMinutes ?? standardReminder) : undefined
  return {
    ...(isRegular ? {} : { start: clock.instantOf(given.start), end: clock.instantOf(given.end) }),
    ...(allDay === undefined ? {} : { allDay }),
    ...(subject === undefined ? {} : { subject }),
    ...(location === undefined ? {} : { location }),
    ...(busyStatus === undefined ? {} : { busyStatus: busyStatuses[busyStatus] ?? 'busy' }),
    ...(reminderSet === undefined ? {} : { reminderMinutes }),
  }
}

/** The properties of an occurrence with the state that is given; with that of its series when none is. */
function withState(
  series: SeriesDefaults,
  { meetingType }: RecurrenceException,
  present: OccurrenceChange,
): AppointmentContent['properties'] {
  const properties = new Map(present.properties ?? series.properties)
  const state = meetingType ?? series.properties.get(stateKey)
  if (state === undefined) properties.delete(stateKey)
  else properties.set(stateKey, state)
  return properties
}
