// Properties of folders, in the order of the schema (BaseFolderType and FolderType of types.xsd).

import { folderProperty, setFolderProperty } from '../../../mailbox/folder-properties.ts'
import type { Folder } from '../../../mailbox/folders.ts'
import type { PropertyValue } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { tagKey } from '../../../mailbox/property-keys.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { folderIdElement } from '../item-id.ts'
import { permissionSetElement } from '../permission-set.ts'
import type { ValueType } from '../values.ts'
import { effectiveRights } from './item-fields.ts'

export interface FolderField {
  readonly uri: string
  readonly shown: 'id' | 'default' | 'all' | 'none'
  readonly since?: 2013
  readonly type?: ValueType
  value?(mailbox: Mailbox, folder: Folder): PropertyValue | undefined
  /** `element` is the folder's own: not all kinds have all properties. */
  write(mailbox: Mailbox, folder: Folder, element: string): Markup | undefined
}

function plain(
  name: string,
  shown: FolderField['shown'],
  type: ValueType,
  value: (mailbox: Mailbox, folder: Folder) => string | number | undefined,
  not: readonly string[] = [],
): FolderField {
  return {
    uri: `folder:${name}`,
    shown,
    type,
    value,
    write(mailbox, folder, element) {
      const text = not.includes(element) ? undefined : value(mailbox, folder)
      return text === undefined ? undefined : markup`<t:${name}>${text}</t:${name}>`
    },
  }
}

/** Before the extended properties. */
export const firstFolderFields: readonly FolderField[] = [
  { uri: 'folder:FolderId', shown: 'id', write: (mailbox, folder) => folderIdElement(mailbox, folder) },
  {
    uri: 'folder:ParentFolderId',
    shown: 'all',
    write: (mailbox, folder) => folderIdElement(mailbox, mailbox.parentOf(folder), 'ParentFolderId'),
  },
  plain('FolderClass', 'all', 'text', (_, { containerClass }) => containerClass),
  plain('DisplayName', 'default', 'text', (_, { displayName }) => displayName),
  plain('TotalCount', 'default', 'number', (mailbox, folder) => mailbox.count(folder)),
  plain('ChildFolderCount', 'default', 'number', (mailbox, folder) => mailbox.childrenOf(folder).length),
]

/** After them. */
export const lastFolderFields: readonly FolderField[] = [
  { uri: 'folder:EffectiveRights', shown: 'all', write: () => effectiveRights('Folder') },
  { ...plain('DistinguishedFolderId', 'all', 'text', (_, { name }) => name), since: 2013 },
  {
    uri: 'folder:PermissionSet',
    shown: 'none',
    write: (mailbox, folder, element) => permissionSetElement(mailbox, folder, element),
  },
  // Calendars and contacts have no unread count in the schema.
  plain('UnreadCount', 'default', 'number', (mailbox, folder) => mailbox.unread(folder), [
    'CalendarFolder',
    'ContactsFolder',
  ]),
]

/** Local name of the element that a folder is. */
export function folderElementName({ containerClass = '' }: Folder): string {
  if (/^IPF\.Appointment(\.|$)/i.test(containerClass)) return 'CalendarFolder'
  if (/^IPF\.Contact(\.|$)/i.test(containerClass)) return 'ContactsFolder'
  return /^IPF\.Task(\.|$)/i.test(containerClass) ? 'TasksFolder' : 'Folder'
}

type Reader = (folder: Folder, mailbox: Mailbox) => PropertyValue | undefined

const mapiProperties: ReadonlyMap<string, Reader> = new Map(
  (
    [
      [0x0e08, (folder, mailbox) => mailbox.items(folder).reduce((sum, { size }) => sum + size, 0)],
      [0x0fff, ({ entryId }) => entryId],
      [0x10f4, () => false],
      // FOLDER_ROOT, FOLDER_GENERIC.
      [0x3601, ({ parent }) => (parent === undefined ? 0 : 1)],
      [0x3001, ({ displayName }) => displayName],
      [0x3602, (folder, mailbox) => mailbox.count(folder)],
      [0x3603, (folder, mailbox) => mailbox.unread(folder)],
      [0x360a, (folder, mailbox) => mailbox.childrenOf(folder).length > 0],
      [0x3008, ({ changedAt }) => changedAt],
      [0x3613, ({ containerClass }) => containerClass],
      // The next article number: one more than the highest that was given, which IMAP servers tell as UIDNEXT.
      [
        0x6751,
        (folder, mailbox) => mailbox.items(folder).reduce((top, one) => Math.max(top, one.articleNumber), 0) + 1,
      ],
      [0x670a, ({ changedAt }) => changedAt],
    ] satisfies [number, Reader][]
  ).map(([tag, read]) => [tagKey(tag), read]),
)

/** Sets or removes a MAPI property of a folder. @throws EwsError for one that the server computes */
export function setFolderMapiProperty(
  mailbox: Mailbox,
  folder: Folder,
  key: string,
  value: PropertyValue | undefined,
): void {
  if (mapiProperties.has(key)) {
    throw new EwsError('ErrorInvalidPropertySet', `Set action is invalid for property ${key}.`)
  }
  setFolderProperty(mailbox, folder, key, value)
}

/** A MAPI property of a folder; undefined when it does not have it. */
export function folderMapiProperty(mailbox: Mailbox, folder: Folder, key: string): PropertyValue | undefined {
  const read = mapiProperties.get(key)
  return read === undefined ? folderProperty(mailbox, folder, key) : read(folder, mailbox)
}
