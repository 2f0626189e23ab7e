import type { OwaAction } from './action.ts'
import { answerMeeting } from './answer-meeting.ts'
import { deleteItem, markRead, moveItem } from './items.ts'
import { newFolder } from './new-folder.ts'
import { save, send } from './send.ts'

/** What OWA's forms can do, by name. */
export const owaActions: ReadonlyMap<string, OwaAction> = new Map(
  [send, save, answerMeeting, deleteItem, markRead, moveItem, newFolder].map((action) => [action.name, action]),
)
