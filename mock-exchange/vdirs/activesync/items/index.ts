import type { Folder } from '../../../mailbox/folders.ts'
import { calendarClass } from './calendar.ts'
import { contactsClass } from './contacts.ts'
import { emailClass } from './email.ts'
import type { ItemClass } from './item-class.ts'
import { notesClass } from './notes.ts'
import { tasksClass } from './tasks.ts'

const itemClasses: readonly ItemClass[] = [emailClass, calendarClass, contactsClass, tasksClass, notesClass]

/** The class of what a folder holds for devices; undefined for folders that they cannot synchronise (journals). */
export function itemClassOf({ containerClass }: Folder): ItemClass | undefined {
  return itemClasses.find((one) => one.containerClass === containerClass)
}
