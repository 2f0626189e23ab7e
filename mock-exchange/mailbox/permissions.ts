// Who may do what in a folder ([MS-OXCPERM]): the levels that administrators and users know, and the rights that they stand
// for. The owner of a mailbox may do everything and is not in the list.

import { lookupTable } from '../../base/lookup-table.ts'
import type { Folder } from './folders.ts'
import type { Mailbox } from './mailbox.ts'

/** What is allowed, as EWS tells it ([MS-OXWSFOLD] 2.2.4.9). */
export interface Rights {
  readonly createItems: boolean
  readonly createSubfolders: boolean
  readonly owner: boolean
  readonly visible: boolean
  readonly contact: boolean
  /** `Owned`: those that the user made. */
  readonly edit: 'None' | 'Owned' | 'All'
  readonly delete: 'None' | 'Owned' | 'All'
  readonly read: 'None' | 'TimeOnly' | 'TimeAndSubjectAndLocation' | 'FullDetails'
}

/** Somebody's permission in a folder. */
export interface Permission {
  /** Address in lower case; `Default` for everybody else who is logged on, `Anonymous` for whoever is not. */
  readonly user: string
  /** Name of a level; `Custom` for rights that none has. */
  readonly level: string
  readonly rights: Rights
}

const none: Rights = {
  createItems: false,
  createSubfolders: false,
  owner: false,
  visible: false,
  contact: false,
  edit: 'None',
  delete: 'None',
  read: 'None',
}
const reviewer: Rights = { ...none, visible: true, read: 'FullDetails' }
const nonEditingAuthor: Rights = { ...reviewer, createItems: true, delete: 'Owned' }
const author: Rights = { ...nonEditingAuthor, edit: 'Owned' }
const editor: Rights = { ...reviewer, createItems: true, edit: 'All', delete: 'All' }
const publishingEditor: Rights = { ...editor, createSubfolders: true }

/** Rights of the levels, by their names in EWS (PermissionLevelType, CalendarPermissionLevelType). */
const levels = lookupTable<Rights>({
  None: none,
  Owner: { ...publishingEditor, owner: true, contact: true },
  PublishingEditor: publishingEditor,
  Editor: editor,
  PublishingAuthor: { ...author, createSubfolders: true },
  Author: author,
  NoneditingAuthor: nonEditingAuthor,
  Reviewer: reviewer,
  Contributor: { ...none, visible: true, createItems: true },
  FreeBusyTimeOnly: { ...none, read: 'TimeOnly' },
  FreeBusyTimeAndSubjectAndLocation: { ...none, read: 'TimeAndSubjectAndLocation' },
})

/** The rights of a level; undefined for a name that is none. */
export function rightsOfLevel(level: string): Rights | undefined {
  return levels[level]
}

/** A permission of a level. */
export function permission(user: string, level: string): Permission {
  return { user, level, rights: levels[level] ?? none }
}

const stored = new WeakMap<Mailbox, Map<number, readonly Permission[]>>()

/** The permissions of a folder; `Default` and `Anonymous` are always among them. */
export function permissionsOf(mailbox: Mailbox, folder: Folder): readonly Permission[] {
  const standard = folder.name === 'calendar' ? 'FreeBusyTimeOnly' : 'None'
  const kept = stored.get(mailbox)?.get(folder.id.counter) ?? []
  const missing = [permission('Default', standard), permission('Anonymous', 'None')].filter(
    ({ user }) => !kept.some((one) => one.user === user),
  )
  return [...missing, ...kept]
}

/** Sets all permissions of a folder. */
export function setPermissions(mailbox: Mailbox, folder: Folder, permissions: readonly Permission[]): void {
  const all = stored.get(mailbox) ?? new Map<number, readonly Permission[]>()
  stored.set(mailbox, all)
  all.set(folder.id.counter, permissions)
}

/** Sets the permission of one user beside those of the others; `None` takes it away. */
export function setPermission(mailbox: Mailbox, folder: Folder, user: string, level: string): void {
  const others = permissionsOf(mailbox, folder).filter((one) => one.user !== user)
  setPermissions(mailbox, folder, level === 'None' ? others : [...others, permission(user, level)])
}

/** What a user of the organisation may do in somebody's folder. */
export function rightsIn(mailbox: Mailbox, folder: Folder, address: string): Rights {
  if (mailbox.user.mailbox.toLowerCase() === address.toLowerCase()) return levels.Owner ?? none
  const all = permissionsOf(mailbox, folder)
  const own = all.find(({ user }) => user === address.toLowerCase()) ?? all.find(({ user }) => user === 'Default')
  return own?.rights ?? none
}
