// Which properties an item has, in the order of the schema, and the names of the elements that items are.

import type { Item } from '../../../mailbox/item.ts'
import { calendarFields } from './calendar-fields.ts'
import { contactFields } from './contact-fields.ts'
import { distributionListFields } from './distribution-list-fields.ts'
import type { Field } from './field.ts'
import { firstItemFields, lastItemFields } from './item-fields.ts'
import { isMeetingMessage, meetingFields } from './meeting-fields.ts'
import { messageFields } from './message-fields.ts'
import { taskFields } from './task-fields.ts'

/** The properties of one kind of item: those before the extended properties, and those after them. */
export interface FieldTable {
  readonly first: readonly Field[]
  readonly last: readonly Field[]
  readonly byUri: ReadonlyMap<string, Field>
  readonly byElement: ReadonlyMap<string, Field>
}

function table(...own: readonly (readonly Field[])[]): FieldTable {
  const last = [...lastItemFields, ...own.flat()]
  const all = [...firstItemFields, ...last]
  return {
    first: firstItemFields,
    last,
    byUri: new Map(all.map((field) => [field.uri, field])),
    byElement: new Map(all.map((field) => [field.element, field])),
  }
}

const byKind: Readonly<Record<Item['kind'], FieldTable>> = {
  message: table(messageFields as readonly Field[]),
  appointment: table(calendarFields as readonly Field[]),
  contact: table(contactFields as readonly Field[]),
  'distribution-list': table(distributionListFields as readonly Field[]),
  task: table(taskFields as readonly Field[]),
}
const meetings = table(messageFields as readonly Field[], meetingFields as readonly Field[])

/** The properties of an item. */
export function tableOf(item: Item): FieldTable {
  return isMeetingMessage(item) ? meetings : byKind[item.kind]
}

const elements: Readonly<Record<Item['kind'], string>> = {
  message: 'Message',
  appointment: 'CalendarItem',
  contact: 'Contact',
  'distribution-list': 'DistributionList',
  task: 'Task',
}

/** Local name of the element that an item is. */
export function itemElementName(item: Item): string {
  if (!isMeetingMessage(item)) return elements[item.kind]
  if (item.itemClass.endsWith('.Request')) return 'MeetingRequest'
  return item.itemClass.endsWith('.Canceled') ? 'MeetingCancellation' : 'MeetingResponse'
}
