// MAPI properties that tasks have beside those of all items ([MS-OXOTASK] 2.2.2.2).

import { named } from '../../../protocols/mapi/named-properties.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import type { Task } from '../item.ts'
import { statusOf, taskStatuses, withStatus } from '../task-status.ts'
import { kept, type MapiProperty, row } from './property.ts'

/** PidTagIconIndex of a task ([MS-OXOTASK] 2.2.2.1.3). */
const taskIcon = 0x500

const optional = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

export const taskProperties: readonly MapiProperty<Task>[] = [
  row<Task>(
    named.taskStatus,
    (task) => taskStatuses.indexOf(statusOf(task)),
    (value, task) => withStatus(task, taskStatuses[Number(value)] ?? 'NotStarted'),
  ),
  row<Task>(
    named.percentComplete,
    ({ percentComplete }) => percentComplete / 100,
    (value) => ({ percentComplete: Math.min(100, Math.max(0, Math.round(Number(value ?? 0) * 100))) }),
  ),
  row<Task>(
    named.taskComplete,
    ({ percentComplete }) => percentComplete === 100,
    (value, task) =>
      (value === true) === (task.percentComplete === 100)
        ? {}
        : withStatus(task, value === true ? 'Completed' : 'NotStarted'),
  ),
  row<Task>(
    named.taskStartDate,
    ({ start }) => start,
    (value) => ({ start: optional(value) }),
  ),
  row<Task>(
    named.taskDueDate,
    ({ due }) => due,
    (value) => ({ due: optional(value) }),
  ),
  row<Task>(
    named.taskDateCompleted,
    ({ completedAt }) => completedAt,
    (value) => ({ completedAt: optional(value) }),
  ),
  row<Task>(named.commonStart, ({ start }) => start),
  row<Task>(named.commonEnd, ({ due }) => due),
  row<Task>(named.taskRecurring, () => false),
  kept<Task>(tags.iconIndex, () => taskIcon),
  kept<Task>(named.teamTask, () => false),
  kept<Task>(named.taskActualEffort),
  kept<Task>(named.taskEstimatedEffort),
  kept<Task>(named.taskVersion),
  kept<Task>(named.taskState),
  kept<Task>(named.taskOwner),
  kept<Task>(named.taskAssigner),
  kept<Task>(named.taskOrdinal),
  kept<Task>(named.taskOwnership, () => 0),
  kept<Task>(named.taskAcceptanceState, () => 0),
  kept<Task>(named.taskMode, () => 0),
]
