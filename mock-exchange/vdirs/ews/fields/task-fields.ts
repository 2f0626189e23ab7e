// Properties of tasks (TaskType), in the order of the schema.

import type { Task } from '../../../mailbox/item.ts'
import { taskRecurrence, withRecurrence } from '../../../mailbox/task-recurrence.ts'
import { statusOf, taskStatuses, withStatus } from '../../../mailbox/task-status.ts'
import { readTaskRecurrence, recurrenceElement } from '../recurrence.ts'
import { type Field, kept, plain, setter } from './field.ts'

export const taskFields: readonly Field<Task>[] = [
  kept('task:ActualWork', 'Task:0x8110', 'number'),
  kept('task:BillingInformation', 'Common:0x8535', 'text'),
  plain('task:ChangeCount', 'number', () => 1),
  kept('task:Companies', 'Common:0x8539', 'texts'),
  plain('task:CompleteDate', 'instant', ({ completedAt }) => completedAt, {
    set: setter('instant', (completedAt) => ({
      completedAt,
      ...(completedAt === undefined ? {} : { percentComplete: 100 }),
    })),
  }),
  kept('task:Contacts', 'Common:0x853a', 'texts'),
  plain('task:DueDate', 'instant', ({ due }) => due, { shown: 'default', set: setter('instant', (due) => ({ due })) }),
  plain('task:IsComplete', 'boolean', ({ percentComplete }) => percentComplete === 100),
  plain('task:IsRecurring', 'boolean', (item) => taskRecurrence(item) !== undefined),
  plain('task:IsTeamTask', 'boolean', () => false),
  kept('task:Mileage', 'Common:0x8534', 'text'),
  kept('task:Owner', 'Task:0x811f', 'text'),
  plain('task:PercentComplete', 'number', ({ percentComplete }) => percentComplete, {
    shown: 'default',
    set: setter('number', (percentComplete = 0) => ({ percentComplete: Math.min(100, Math.max(0, percentComplete)) })),
  }),
  {
    uri: 'task:Recurrence',
    element: 'Recurrence',
    shown: 'all',
    detail: true,
    write(item) {
      const recurrence = taskRecurrence(item)
      return recurrence && recurrenceElement(recurrence.rule, recurrence.start, 'UTC')
    },
    set: (element, item) => ({ properties: withRecurrence(item, element && readTaskRecurrence(element)) }),
  },
  plain('task:StartDate', 'instant', ({ start }) => start, {
    shown: 'default',
    set: setter('instant', (start) => ({ start })),
  }),
  plain('task:Status', 'text', statusOf, {
    shown: 'default',
    set: setter<'text', Task>('text', (given, item) =>
      withStatus(item, taskStatuses.find((status) => status === given) ?? 'NotStarted'),
    ),
  }),
  plain('task:StatusDescription', 'text', (item) => statusOf(item).replace(/(?<=[a-z])(?=[A-Z])/g, ' ')),
  kept('task:TotalWork', 'Task:0x8111', 'number'),
]
