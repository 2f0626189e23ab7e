// `t:PermissionSet` of folders, in its two forms ([MS-OXWSFOLD] 2.2.4.11, 2.2.4.2): those of calendars and all others.

import type { Folder } from '../../mailbox/folders.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { type Permission, permission, permissionsOf, type Rights, rightsOfLevel } from '../../mailbox/permissions.ts'
import { childOf, childrenOf, type Element, textOf } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { EwsError, schemaFault } from './errors.ts'
import { typesNamespace } from './namespaces.ts'
import type { EwsCall } from './operation.ts'
import { readBoolean } from './values.ts'

const distinguished = ['Default', 'Anonymous']
/** What `t:PermissionSet` can have in it. */
const parts = ['Permissions', 'CalendarPermissions', 'UnknownEntries']

/** What the permissions of a folder say. @param element of the folder */
export function permissionSetElement(mailbox: Mailbox, folder: Folder, element: string): Markup {
  const calendar = element === 'CalendarFolder'
  const list = permissionsOf(mailbox, folder).map((one) => (calendar ? calendarPermission(one) : otherPermission(one)))
  return calendar
    ? markup`<t:PermissionSet><t:CalendarPermissions>${list}</t:CalendarPermissions></t:PermissionSet>`
    : markup`<t:PermissionSet><t:Permissions>${list}</t:Permissions></t:PermissionSet>`
}

function calendarPermission(one: Permission): Markup {
  return markup`<t:CalendarPermission>${rightsElements(one)}<t:CalendarPermissionLevel>${one.level}</t:CalendarPermissionLevel></t:CalendarPermission>`
}

function otherPermission(one: Permission): Markup {
  return markup`<t:Permission>${rightsElements(one)}<t:PermissionLevel>${one.level}</t:PermissionLevel></t:Permission>`
}

function rightsElements({ user, rights }: Permission): Markup {
  const who = distinguished.includes(user)
    ? markup`<t:DistinguishedUser>${user}</t:DistinguishedUser>`
    : markup`<t:PrimarySmtpAddress>${user}</t:PrimarySmtpAddress>`
  return markup`<t:UserId>${who}</t:UserId><t:CanCreateItems>${rights.createItems}</t:CanCreateItems><t:CanCreateSubFolders>${
    rights.createSubfolders
  }</t:CanCreateSubFolders><t:IsFolderOwner>${rights.owner}</t:IsFolderOwner><t:IsFolderVisible>${
    rights.visible
  }</t:IsFolderVisible><t:IsFolderContact>${rights.contact}</t:IsFolderContact><t:EditItems>${
    rights.edit
  }</t:EditItems><t:DeleteItems>${rights.delete}</t:DeleteItems><t:ReadItems>${rights.read}</t:ReadItems>`
}

/**
 * Reads `t:PermissionSet`.
 * @throws EwsFault for what the schema does not know, EwsError for users and levels that are not known, or named twice
 */
export function readPermissionSet(set: Element, call: EwsCall): Permission[] {
  const foreign = childrenOf(set).find(({ localName }) => !parts.includes(localName ?? ''))
  if (foreign !== undefined) {
    throw schemaFault(`The element 'PermissionSet' has invalid child element '${foreign.localName}'.`)
  }
  const lists = [
    ...childrenOf(set, typesNamespace, 'Permissions'),
    ...childrenOf(set, typesNamespace, 'CalendarPermissions'),
  ]
  const given = lists.flatMap((list) => childrenOf(list, typesNamespace)).map((each) => readPermission(each, call))
  const users = new Set(given.map(({ user }) => user))
  if (users.size < given.length) throw new EwsError('ErrorDuplicateUserIdsSpecified', 'A user is named twice.')
  return given
}

function readPermission(element: Element, call: EwsCall): Permission {
  const part = (name: string): string | undefined => textOf(childOf(element, typesNamespace, name))
  const userId = childOf(element, typesNamespace, 'UserId')
  const level = part('CalendarPermissionLevel') ?? part('PermissionLevel')
  if (userId === undefined || level === undefined) {
    throw schemaFault(`The element '${element.localName}' has incomplete content.`)
  }
  const user = readUserId(userId, call)
  if (level === 'Custom') return { user, level, rights: readRights(part) }
  if (rightsOfLevel(level) !== undefined) return permission(user, level)
  throw schemaFault(`The 'PermissionLevel' element is invalid - The value '${level}' is invalid.`)
}

function readRights(part: (name: string) => string | undefined): Rights {
  const flag = (name: string): boolean => readBoolean(part(name) ?? 'false')
  const choice = <Name extends string>(name: string, choices: readonly Name[]): Name => {
    const text = part(name) ?? 'None'
    const found = choices.find((one) => one === text)
    if (found !== undefined) return found
    throw schemaFault(`The '${name}' element is invalid - The value '${text}' is invalid.`)
  }
  return {
    createItems: flag('CanCreateItems'),
    createSubfolders: flag('CanCreateSubFolders'),
    owner: flag('IsFolderOwner'),
    visible: flag('IsFolderVisible'),
    contact: flag('IsFolderContact'),
    edit: choice('EditItems', ['None', 'Owned', 'All']),
    delete: choice('DeleteItems', ['None', 'Owned', 'All']),
    read: choice('ReadItems', ['None', 'TimeOnly', 'TimeAndSubjectAndLocation', 'FullDetails']),
  }
}

/**
 * Whom `t:UserId` means: an address of the organisation in lower case, or a distinguished user.
 * @throws EwsError for somebody who has no mailbox here
 */
export function readUserId(userId: Element, { store }: EwsCall): string {
  const part = (name: string): string | undefined => textOf(childOf(userId, typesNamespace, name))
  const special = part('DistinguishedUser')
  if (special !== undefined) {
    if (distinguished.includes(special)) return special
    throw schemaFault(`The 'DistinguishedUser' element is invalid - The value '${special}' is invalid.`)
  }
  const address = part('PrimarySmtpAddress')
  if (address === undefined) throw new EwsError('ErrorInvalidUserInfo', 'The user is named by no address.')
  if (store.byAddress(address) === undefined) {
    throw new EwsError('ErrorInvalidUserInfo', 'The user information is invalid or the user could not be found.')
  }
  return address.toLowerCase()
}
