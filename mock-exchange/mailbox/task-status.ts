// How far a task is. The store holds the share of work that is done; what a client says beyond that is kept beside it.

import type { ItemContent, TaskContent } from './item.ts'
import type { Change } from './item-change.ts'

/** PidLidTaskStatus ([MS-OXOTASK] 2.2.2.2.2), by the words of EWS's TaskStatusType. */
export const taskStatuses = ['NotStarted', 'InProgress', 'Completed', 'WaitingOnOthers', 'Deferred'] as const
type TaskStatus = (typeof taskStatuses)[number]

/** Under which a status is kept that the share of work done does not tell. */
const statusKey = 'TaskStatus'

export function statusOf({ percentComplete, properties }: TaskContent): TaskStatus {
  if (percentComplete === 100) return 'Completed'
  const set = taskStatuses.find((status) => status === properties.get(statusKey))
  if (set !== undefined && set !== 'Completed') return set
  return percentComplete === 0 ? 'NotStarted' : 'InProgress'
}

/** What a new status changes: one that is completed is done to 100 %, and one that no longer is begins anew. */
export function withStatus({ percentComplete, properties }: TaskContent, status: TaskStatus): Change {
  const share = status === 'Completed' ? 100 : percentComplete === 100 ? 0 : percentComplete
  return { properties: new Map(properties).set(statusKey, status), percentComplete: share }
}

/** A content with what the server adds: when a task was completed. @param now milliseconds since 1970 */
export function settled<Content extends ItemContent>(content: Content, now: number): Content {
  if (content.kind !== 'task') return content
  const completedAt = content.percentComplete === 100 ? (content.completedAt ?? now) : undefined
  return { ...content, completedAt }
}
