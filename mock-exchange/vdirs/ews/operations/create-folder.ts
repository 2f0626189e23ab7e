import { lookupTable } from '../../../../base/lookup-table.ts'
import { setPermissions } from '../../../mailbox/permissions.ts'
import { childOf, childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { readExtendedProperty } from '../fields/extended-field.ts'
import { folderElementName, setFolderMapiProperty } from '../fields/folder-fields.ts'
import { folderWithin } from '../folder-reference.ts'
import { folderIdElement } from '../item-id.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'
import { readPermissionSet } from '../permission-set.ts'

/** The class that a folder's element stands for when none is given. */
const classes = lookupTable<string>({
  Folder: 'IPF.Note',
  CalendarFolder: 'IPF.Appointment',
  ContactsFolder: 'IPF.Contact',
  TasksFolder: 'IPF.Task',
  SearchFolder: 'IPF.Note',
})

/** New folders below another. */
export const createFolder: EwsOperation = {
  name: 'CreateFolder',
  run(request, call) {
    const folders = childrenOf(requiredChild(request, messagesNamespace, 'Folders'))
    return folders.map((element) =>
      attempt(() => {
        const { mailbox, folder: parent } = folderWithin(request, 'ParentFolderId', call)
        const set = childOf(element, typesNamespace, 'PermissionSet')
        const permissions = set && readPermissionSet(set, call)
        const properties = childrenOf(element, typesNamespace, 'ExtendedProperty').map(readExtendedProperty)
        const folder = mailbox.createFolder(parent, readFolder(element))
        if (permissions !== undefined) setPermissions(mailbox, folder, permissions)
        for (const { field, value } of properties) setFolderMapiProperty(mailbox, folder, field.key, value)
        const name = folderElementName(folder)
        return markup`<m:Folders><t:${name}>${folderIdElement(mailbox, folder)}</t:${name}></m:Folders>`
      }, markup`<m:Folders/>`),
    )
  },
}

function readFolder(element: Element): { displayName: string; containerClass: string } {
  const standard = element.namespaceURI === typesNamespace ? classes[element.localName] : undefined
  if (standard === undefined)
    throw schemaFault(`The element 'Folders' has invalid child element '${element.localName}'.`)
  if (element.localName === 'SearchFolder') {
    throw new EwsError('ErrorInvalidOperation', 'Search folders cannot be created here.')
  }
  const displayName = textOf(childOf(element, typesNamespace, 'DisplayName'))
  if (displayName === undefined) throw new EwsError('ErrorFolderSave', 'A folder must have a display name.')
  return { displayName, containerClass: textOf(childOf(element, typesNamespace, 'FolderClass')) ?? standard }
}
