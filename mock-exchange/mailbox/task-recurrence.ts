// Tasks that come again. The rule is kept among the task's properties; when such a task is done, a copy stays as the one that
// was done and the task itself goes on to its next time, as Exchange does (the one-off of [MS-OXOTASK] 2.2.2.2.15).

import type { PropertyValue, TaskContent } from './item.ts'
import { occurrencesOf } from './occurrences.ts'
import { withStatus } from './task-status.ts'

/** Under which the rule is kept, in the words of RRULE; `REGENERATE=1` counts its interval from the day the task is done. */
const ruleKey = 'TaskRecurrence'
/** The first day, in milliseconds since 1970. */
const startKey = 'TaskRecurrenceStart'

const day = 86_400_000

/** A task's rule. */
export interface TaskRecurrence {
  readonly rule: string
  /** First day, milliseconds since 1970, at midnight in UTC. */
  readonly start: number
}

/** The rule by which a task comes again; undefined for one that does not. */
export function taskRecurrence({ properties }: TaskContent): TaskRecurrence | undefined {
  const [rule, start] = [properties.get(ruleKey), properties.get(startKey)]
  return typeof rule === 'string' && typeof start === 'number' ? { rule, start } : undefined
}

/** A task's properties with another rule, or none. */
export function withRecurrence(
  { properties }: TaskContent,
  recurrence: TaskRecurrence | undefined,
): ReadonlyMap<string, PropertyValue> {
  const next = new Map(properties)
  if (recurrence === undefined) {
    next.delete(ruleKey)
    next.delete(startKey)
    return next
  }
  return next.set(ruleKey, recurrence.rule).set(startKey, recurrence.start)
}

/**
 * What becomes of a task that comes again when it is done: the one that was done, and the one that is next. Undefined when
 * it does not come again, was done before or is not done; after its last time it is just done.
 * @param now milliseconds since 1970
 */
export function onceMore<Task extends TaskContent>(
  before: Task,
  after: Task,
  now: number,
): { readonly done: TaskContent; readonly next: Task } | undefined {
  const recurrence = taskRecurrence(after)
  if (recurrence === undefined || before.percentComplete === 100 || after.percentComplete !== 100) return undefined
  const due = after.due ?? after.start ?? recurrence.start
  const nextDue = nextDay(recurrence, due, after.completedAt ?? now)
  if (nextDue === undefined) return undefined
  const done = { ...after, properties: withRecurrence(after, undefined) }
  const start = after.start === undefined ? undefined : after.start + nextDue - due
  const properties = withRecurrence(after, rest(recurrence))
  const begun = { ...after, properties, percentComplete: 0, completedAt: undefined, start, due: nextDue }
  return { done, next: { ...begun, ...withStatus(begun, 'NotStarted') } }
}

/** A rule that counts from each day on which the task is done has one time less to count then. */
function rest({ rule, start }: TaskRecurrence): TaskRecurrence {
  if (!rule.endsWith(';REGENERATE=1')) return { rule, start }
  return { rule: rule.replace(/(?<=;COUNT=)\d+/, (count) => String(Number(count) - 1)), start }
}

function nextDay({ rule, start }: TaskRecurrence, due: number, done: number): number | undefined {
  const regenerates = rule.endsWith(';REGENERATE=1')
  const first = regenerates ? done - (done % day) : start
  const series = { start: first, end: first, timeZone: 'UTC', deletedOccurrences: [], modifiedOccurrences: new Map() }
  const recurrence = rule.replace(/;REGENERATE=1$/, '')
  const after = Math.max(due, first) + 1
  const [next] = occurrencesOf({ ...series, recurrence }, regenerates ? first + 1 : after, Number.POSITIVE_INFINITY, 1)
  return next?.start
}
