import type { ItemChange } from '../../../mailbox/changes.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { attributeOf, childOf, childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { folderWithin } from '../folder-reference.ts'
import { ewsId, itemIdElement } from '../item-id.ts'
import { ItemWriter, readItemShape } from '../item-shape.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'
import { encodeSyncState, readSyncState } from '../sync-state.ts'
import { readNumber } from '../values.ts'

/** Most changes in one answer ([MS-OXWSSYNC] 3.1.4.2.3.2). */
const most = 512

/** What has happened to the items of a folder since a state; without one, all of them are new. */
export const syncFolderItems: EwsOperation = {
  name: 'SyncFolderItems',
  run(request, call) {
    const limit = readNumber(textOf(requiredChild(request, messagesNamespace, 'MaxChangesReturned')) ?? '')
    return [attempt(() => answer(request, limit, call), noState)]
  },
}

/** What goes along with an error. */
const noState = markup`<m:SyncState/><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange>`

function answer(request: Element, limit: number, call: EwsCall): Markup {
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw new EwsError('ErrorInvalidOperation', `MaxChangesReturned must be between 1 and ${most}.`)
  }
  const asked = readItemShape(requiredChild(request, messagesNamespace, 'ItemShape'), false, call.requestVersion)
  // Microsoft's page of the operation: it "cannot return properties like Body or Attachments". What is asked for by name
  // is given, because exchangelib asks for all properties so.
  const shape = { ...asked, slim: true }
  const { mailbox, folder } = folderWithin(request, 'SyncFolderId', call)
  const { mailboxGuid } = mailbox.user
  const expected = { kind: 'items', mailboxGuid, scope: folder.id.counter } as const
  const since = readSyncState(textOf(childOf(request, messagesNamespace, 'SyncState')), expected, mailbox.lastChange)
  const { changes, reached, more } = mailbox.changesIn(folder, since, limit)
  const ignored = ignoredIds(childOf(request, messagesNamespace, 'Ignore'))
  const writer = new ItemWriter(mailbox, shape)
  const told = changes.flatMap((change) => changeElement(change, mailbox, writer, ignored) ?? [])
  const state = encodeSyncState({ ...expected, reached })
  return markup`<m:SyncState>${state}</m:SyncState><m:IncludesLastItemInRange>${!more}</m:IncludesLastItemInRange><m:Changes>${told}</m:Changes>`
}

function ignoredIds(element: Element | undefined): ReadonlySet<string> {
  const ids = element === undefined ? [] : childrenOf(element, typesNamespace, 'ItemId')
  return new Set(ids.map((id) => attributeOf(id, 'Id') ?? ''))
}

function changeElement(
  change: ItemChange,
  mailbox: Mailbox,
  writer: ItemWriter,
  ignored: ReadonlySet<string>,
): Markup | undefined {
  if (change.kind === 'deleted') {
    return markup`<t:Delete><t:ItemId Id="${ewsId(mailbox, change.gone)}" ChangeKey="AQAAAA=="/></t:Delete>`
  }
  const { kind, item } = change
  if (ignored.size > 0 && ignored.has(ewsId(mailbox, item))) return undefined
  if (kind === 'read') {
    return markup`<t:ReadFlagChange>${itemIdElement(mailbox, item)}<t:IsRead>${item.read}</t:IsRead></t:ReadFlagChange>`
  }
  const element = kind === 'created' ? 'Create' : 'Update'
  return markup`<t:${element}>${writer.write(item)}</t:${element}>`
}
