import type { PropertyValue } from '../../../mailbox/item.ts'
import { type Permission, setPermissions } from '../../../mailbox/permissions.ts'
import { childOf, childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { readExtendedProperty } from '../fields/extended-field.ts'
import { folderElementName, setFolderMapiProperty } from '../fields/folder-fields.ts'
import { isPath, readPath } from '../fields/path.ts'
import { findFolder } from '../folder-reference.ts'
import { folderIdElement } from '../item-id.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'
import { readPermissionSet } from '../permission-set.ts'

/** Other names, classes, permissions and MAPI properties for folders. */
export const updateFolder: EwsOperation = {
  name: 'UpdateFolder',
  run: (request, call) =>
    childrenOf(requiredChild(request, messagesNamespace, 'FolderChanges')).map((change) =>
      attempt(() => {
        const [reference] = change.children
        if (reference === undefined) throw schemaFault("The element 'FolderChange' has incomplete content.")
        const { mailbox, folder } = findFolder(reference, call)
        const updates = childrenOf(requiredChild(change, typesNamespace, 'Updates'))
        const given: FolderUpdate = Object.assign({}, ...updates.map((update) => readUpdate(update, call)))
        const { permissions, ...rest } = given
        const properties = updates.flatMap(readPropertyUpdate)
        const updated = mailbox.updateFolder(folder, rest)
        if (permissions !== undefined) setPermissions(mailbox, updated, permissions)
        for (const [key, set] of properties) setFolderMapiProperty(mailbox, updated, key, set)
        const name = folderElementName(updated)
        return markup`<m:Folders><t:${name}>${folderIdElement(mailbox, updated)}</t:${name}></m:Folders>`
      }, markup`<m:Folders/>`),
    ),
}

interface FolderUpdate {
  readonly displayName?: string
  readonly containerClass?: string
  readonly permissions?: readonly Permission[]
}

/** A MAPI property that an update sets or removes; none for an update of another kind. */
function readPropertyUpdate(update: Element): [key: string, value: PropertyValue | undefined][] {
  const [pathElement, value] = update.children
  const path = pathElement !== undefined && isPath(pathElement) ? readPath(pathElement) : undefined
  if (path?.kind !== 'extended') return []
  if (update.localName === 'DeleteFolderField') return [[path.field.key, undefined]]
  const property = value && childOf(value, typesNamespace, 'ExtendedProperty')
  if (property === undefined) throw schemaFault(`The element '${update.localName}' has incomplete content.`)
  return [[path.field.key, readExtendedProperty(property).value]]
}

function readUpdate(update: Element, call: EwsCall): FolderUpdate {
  const [pathElement, value] = update.children
  if (pathElement === undefined || !isPath(pathElement)) throw schemaFault("The element 'Updates' is invalid.")
  const path = readPath(pathElement)
  if (path.kind === 'extended') return {}
  const text = (name: string): string | undefined => value && textOf(childOf(value, typesNamespace, name))
  if (update.localName === 'SetFolderField' && path.uri === 'folder:DisplayName') {
    const displayName = text('DisplayName')
    if (displayName !== undefined) return { displayName }
  }
  if (update.localName === 'SetFolderField' && path.uri === 'folder:FolderClass') {
    const containerClass = text('FolderClass')
    if (containerClass !== undefined) return { containerClass }
  }
  if (path.uri === 'folder:PermissionSet') {
    const set = value && childOf(value, typesNamespace, 'PermissionSet')
    if (update.localName === 'DeleteFolderField') return { permissions: [] }
    if (set !== undefined) return { permissions: readPermissionSet(set, call) }
  }
  throw new EwsError('ErrorInvalidPropertySet', 'Set action is invalid for property.')
}
