// What a folder looks like in an answer: the properties of the asked shape, in the order of the schema.

import type { Folder } from '../../mailbox/folders.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { attributeOf, childrenOf, descendantOf, type Element, textOf } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { schemaFault } from './errors.ts'
import { type PropertyTag, readPropertyTag } from './extended-field.ts'
import { ewsId, folderChangeKey } from './item-id.ts'
import { typesNamespace } from './namespaces.ts'

const baseShapes: Readonly<Record<string, readonly string[]>> = {
  IdOnly: ['folder:FolderId'],
  Default: [
    'folder:FolderId',
    'folder:DisplayName',
    'folder:TotalCount',
    'folder:ChildFolderCount',
    'folder:UnreadCount',
  ],
  AllProperties: [
    'folder:FolderId',
    'folder:ParentFolderId',
    'folder:FolderClass',
    'folder:DisplayName',
    'folder:TotalCount',
    'folder:ChildFolderCount',
    'folder:EffectiveRights',
    'folder:UnreadCount',
  ],
}

/** Properties that were asked for. */
export interface FolderShape {
  readonly fields: ReadonlySet<string>
  readonly tags: readonly PropertyTag[]
}

/**
 * Reads `m:FolderShape`.
 * @throws EwsFault for a base shape that the schema does not know.
 */
export function readFolderShape(shape: Element): FolderShape {
  const base = textOf(descendantOf(shape, typesNamespace, 'BaseShape')) ?? ''
  const fields = baseShapes[base]
  if (fields === undefined) {
    throw schemaFault(`The 'BaseShape' element is invalid - The value '${base}' is invalid.`)
  }
  const additional = descendantOf(shape, typesNamespace, 'AdditionalProperties')
  const asked = additional === undefined ? [] : childrenOf(additional)
  return {
    fields: new Set([...fields, ...asked.flatMap((field) => attributeOf(field, 'FieldURI') ?? [])]),
    tags: asked.flatMap((field) => readPropertyTag(field) ?? []),
  }
}

/** The folder's element: `t:Folder`, `t:CalendarFolder` … by its class. */
export function folderElement(mailbox: Mailbox, folder: Folder, shape: FolderShape): Markup {
  const element = elementNames[folder.containerClass ?? ''] ?? 'Folder'
  const write = (writers: Readonly<Record<string, FieldWriter>>): (Markup | undefined)[] =>
    Object.entries(writers)
      .filter(([field]) => shape.fields.has(field))
      .map(([, writer]) => writer(mailbox, folder, element))
  const extended = shape.tags.map((tag) => extendedProperty(mailbox, folder, tag))
  return markup`<t:${element}>${write(firstFields)}${extended}${write(lastFields)}</t:${element}>`
}

const elementNames: Readonly<Record<string, string>> = {
  'IPF.Appointment': 'CalendarFolder',
  'IPF.Contact': 'ContactsFolder',
  'IPF.Task': 'TasksFolder',
}

type FieldWriter = (mailbox: Mailbox, folder: Folder, element: string) => Markup | undefined

/** In the order of the schema, which puts extended properties between the first and the last. */
const firstFields: Readonly<Record<string, FieldWriter>> = {
  'folder:FolderId': (mailbox, folder) =>
    markup`<t:FolderId Id="${ewsId(mailbox, folder)}" ChangeKey="${folderChangeKey(folder)}"/>`,
  'folder:ParentFolderId': (mailbox, folder) => {
    const parent = mailbox.parentOf(folder)
    return markup`<t:ParentFolderId Id="${ewsId(mailbox, parent)}" ChangeKey="${folderChangeKey(parent)}"/>`
  },
  'folder:FolderClass': (_, { containerClass }) =>
    containerClass === undefined ? undefined : markup`<t:FolderClass>${containerClass}</t:FolderClass>`,
  'folder:DisplayName': (_, { displayName }) => markup`<t:DisplayName>${displayName}</t:DisplayName>`,
  'folder:TotalCount': (mailbox, folder) => markup`<t:TotalCount>${mailbox.count(folder)}</t:TotalCount>`,
  'folder:ChildFolderCount': (mailbox, folder) =>
    markup`<t:ChildFolderCount>${mailbox.childrenOf(folder).length}</t:ChildFolderCount>`,
}

const lastFields: Readonly<Record<string, FieldWriter>> = {
  'folder:EffectiveRights': () =>
    markup`<t:EffectiveRights><t:CreateAssociated>true</t:CreateAssociated><t:CreateContents>true</t:CreateContents><t:CreateHierarchy>true</t:CreateHierarchy><t:Delete>true</t:Delete><t:Modify>true</t:Modify><t:Read>true</t:Read><t:ViewPrivateItems>true</t:ViewPrivateItems></t:EffectiveRights>`,
  // Calendars and contacts have no unread count in the schema.
  'folder:UnreadCount': (mailbox, folder, element) =>
    element === 'CalendarFolder' || element === 'ContactsFolder'
      ? undefined
      : markup`<t:UnreadCount>${mailbox.unread(folder)}</t:UnreadCount>`,
}

type PropertyReader = (mailbox: Mailbox, folder: Folder) => string | number | boolean | undefined

/** MAPI properties of folders by their number ([MS-OXPROPS]); a folder without the property shows nothing. */
const mapiProperties: ReadonlyMap<number, PropertyReader> = new Map<number, PropertyReader>([
  [0x3001, (_, folder) => folder.displayName],
  [0x3602, (mailbox, folder) => mailbox.count(folder)],
  [0x3603, (mailbox, folder) => mailbox.unread(folder)],
  [0x360a, (mailbox, folder) => mailbox.childrenOf(folder).length > 0],
  [0x3613, (_, folder) => folder.containerClass],
  [0x10f4, () => false],
])

function extendedProperty(mailbox: Mailbox, folder: Folder, { number, type }: PropertyTag): Markup | undefined {
  const value = mapiProperties.get(number)?.(mailbox, folder)
  if (value === undefined) return undefined
  const uri = markup`<t:ExtendedFieldURI PropertyTag="0x${number.toString(16)}" PropertyType="${type}"/>`
  return markup`<t:ExtendedProperty>${uri}<t:Value>${value}</t:Value></t:ExtendedProperty>`
}
