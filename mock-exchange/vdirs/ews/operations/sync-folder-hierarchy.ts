import type { FolderChange } from '../../../mailbox/changes.ts'
import type { Folder } from '../../../mailbox/folders.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import type { Element } from '../../../xml/document.ts'
import { childOf, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { canSee } from '../access.ts'
import { folderWithin, ownMailbox } from '../folder-reference.ts'
import { type FolderShape, folderElement, readFolderShape } from '../folder-shape.ts'
import { ewsId, folderChangeKey } from '../item-id.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'
import { encodeSyncState, readSyncState } from '../sync-state.ts'

/**
 * What has happened to the folders below one since a state; without a state, all of them are new. Without a folder it is
 * about those that people see: clients that name none (Evolution) take a folder of unknown parent for one at the top.
 */
export const syncFolderHierarchy: EwsOperation = {
  name: 'SyncFolderHierarchy',
  run(request, call) {
    const shape = readFolderShape(requiredChild(request, messagesNamespace, 'FolderShape'), call.requestVersion)
    return [attempt(() => answer(request, shape, call), noState)]
  },
}

/** What goes along with an error. */
const noState = markup`<m:SyncState/><m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange>`

function answer(request: Element, shape: FolderShape, call: EwsCall): Markup {
  const given = childOf(request, messagesNamespace, 'SyncFolderId')
  const own = given === undefined ? ownMailbox(call) : undefined
  const { mailbox, folder: root } =
    own === undefined
      ? folderWithin(request, 'SyncFolderId', call)
      : { mailbox: own, folder: own.folder('msgfolderroot') }
  const { mailboxGuid } = mailbox.user
  const expected = { kind: 'folders', mailboxGuid, scope: root.id.counter } as const
  const since = readSyncState(textOf(childOf(request, messagesNamespace, 'SyncState')), expected, mailbox.lastChange)
  const { changes, reached } = mailbox.folderChanges(since)
  const seen = changes.filter((change) => change.kind === 'deleted' || canSee(mailbox, change.folder, call))
  const told = seen.flatMap((change) => changeElement(change, mailbox, root, shape) ?? [])
  return markup`<m:SyncState>${encodeSyncState({ ...expected, reached })}</m:SyncState><m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange><m:Changes>${told}</m:Changes>`
}

function changeElement(change: FolderChange, mailbox: Mailbox, root: Folder, shape: FolderShape): Markup | undefined {
  if (change.kind === 'deleted') return deletion(ewsId(mailbox, change.gone))
  if (!isBelow(mailbox, change.folder, root)) {
    const known = change.kind === 'updated' && change.folder.id.counter !== root.id.counter
    return known ? deletion(ewsId(mailbox, change.folder), folderChangeKey(change.folder)) : undefined
  }
  const element = change.kind === 'created' ? 'Create' : 'Update'
  return markup`<t:${element}>${folderElement(mailbox, change.folder, shape)}</t:${element}>`
}

function deletion(id: string, changeKey = 'AQAAAA=='): Markup {
  return markup`<t:Delete><t:FolderId Id="${id}" ChangeKey="${changeKey}"/></t:Delete>`
}

function isBelow(mailbox: Mailbox, folder: Folder, root: Folder): boolean {
  if (folder.name?.startsWith('recoverableitems'))
    return root.name === 'recoverableitemsroot' && folder.name !== root.name
  for (let above = folder; above.parent !== undefined; above = mailbox.parentOf(above)) {
    if (above.parent === root.id.counter) return true
  }
  return false
}
