// Tasks ([MS-ASTASK]).

import { named } from '../../../../protocols/mapi/named-properties.ts'
import { tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import {
  type Item,
  importances,
  type PropertyValue,
  sensitivities,
  type TaskContent,
  task,
} from '../../../mailbox/item.ts'
import { keyOf } from '../../../mailbox/mapi/property.ts'
import { bodyElements, oldBodyElements } from './body.ts'
import { readBody } from './item-body.ts'
import type { ItemClass, WriteSetup } from './item-class.ts'
import { categoriesElement, readCategories } from './shared-elements.ts'
import { clean, dateText, readDate } from './values.ts'

const tasks = tagsOf('Tasks')
const [reminderSet, reminderTime] = [keyOf(named.reminderSet), keyOf(named.reminderTime)]

async function write(item: Item, { options, version }: WriteSetup): Promise<WbxmlElement[]> {
  if (item.kind !== 'task') return []
  const { start, due, completedAt, categories } = item
  const date = (tag: string, instant: number): WbxmlElement => tasks(tag, dateText(instant))
  const done = item.percentComplete === 100
  const reminder = item.properties.get(reminderTime)
  return [
    tasks('Subject', clean(item.subject)),
    tasks('Importance', String(importances.indexOf(item.importance))),
    ...(start === undefined ? [] : [date('UtcStartDate', start), date('StartDate', start)]),
    ...(due === undefined ? [] : [date('UtcDueDate', due), date('DueDate', due)]),
    ...categoriesElement('Tasks', categories),
    tasks('Complete', done ? '1' : '0'),
    ...(done ? [date('DateCompleted', completedAt ?? item.modifiedAt)] : []),
    tasks('Sensitivity', String(sensitivities.indexOf(item.sensitivity))),
    tasks('ReminderSet', item.properties.get(reminderSet) === true ? '1' : '0'),
    ...(typeof reminder === 'number' ? [date('ReminderTime', reminder)] : []),
    ...(version < 120 ? oldBodyElements(item, options, 'Tasks') : await bodyElements(item, options)),
  ]
}

/** What the elements say; undefined when a date cannot be read. */
function read(data: WbxmlElement, before: ReadonlyMap<string, PropertyValue>): Partial<TaskContent> | undefined {
  const text = (tag: string): string | undefined => textOf(data, 'Tasks', tag)
  const given = { start: text('UtcStartDate') ?? text('StartDate'), due: text('UtcDueDate') ?? text('DueDate') }
  const start = readDate(given.start)
  const due = readDate(given.due)
  if ((given.start !== undefined && start === undefined) || (given.due !== undefined && due === undefined)) {
    return undefined
  }
  const importance = importances[Number(text('Importance') ?? Number.NaN)]
  const sensitivity = sensitivities[Number(text('Sensitivity') ?? Number.NaN)]
  const complete = text('Complete')
  const completedAt = readDate(text('DateCompleted'))
  const subject = text('Subject')
  return {
    ...readBody(data, 'Tasks'),
    ...(subject === undefined ? {} : { subject }),
    ...(start === undefined ? {} : { start }),
    ...(due === undefined ? {} : { due }),
    ...(importance === undefined ? {} : { importance }),
    ...(sensitivity === undefined ? {} : { sensitivity }),
    ...(complete === undefined ? {} : { percentComplete: complete === '1' ? 100 : 0, completedAt }),
    ...readCategories(data, 'Tasks'),
    ...readReminder(data, before),
  }
}

/** Reminders of tasks are MAPI properties that the store keeps. */
function readReminder(data: WbxmlElement, before: ReadonlyMap<string, PropertyValue>): Partial<TaskContent> {
  const set = textOf(data, 'Tasks', 'ReminderSet')
  const time = readDate(textOf(data, 'Tasks', 'ReminderTime'))
  if (set === undefined && time === undefined) return {}
  const properties = new Map(before)
  if (set !== undefined) properties.set(reminderSet, set === '1')
  if (time !== undefined) properties.set(reminderTime, time)
  return { properties }
}

export const tasksClass: ItemClass = {
  name: 'Tasks',
  containerClass: 'IPF.Task',
  kind: 'task',
  write,
  readNew(data) {
    const given = read(data, new Map())
    return given && task(given)
  },
  change(mailbox, item, data) {
    const given = read(data, item.properties)
    return given && mailbox.update(item, given)
  },
}
