import type { ItemChange } from '../../../mailbox/changes.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { encodeContent } from '../item-content.ts'
import { type MrsHandler, numberPart, partOf, sessionOf } from '../operation.ts'
import { readSyncState, writeSyncState } from '../sync-state.ts'

/** What one answer carries at most, whatever is asked for. */
const mostItems = 1_000
const mostBytes = 8 * 1_024 ** 2

/**
 * What has changed in the source's folders since a sync state, all of it without one: the next items, and the state that
 * they lead to. At least one item comes, however large it is.
 */
export const exportItems: MrsHandler = (request, call) => {
  const { mailbox } = sessionOf(request, call, 'source')
  const since = readSyncState(partOf(request, 'SyncState'), mailbox)
  const changes = changesSince(mailbox, since)
  const items = Math.min(numberPart(request, 'MaxItems', 100), mostItems)
  const bytes = Math.min(numberPart(request, 'MaxBytes', mostBytes), mostBytes)

  const written: Markup[] = []
  let size = 0
  let reached = since
  for (const change of changes) {
    const itemSize = change.kind === 'deleted' ? 0 : change.item.size
    if (written.length > 0 && (written.length >= items || size + itemSize > bytes)) break
    written.push(writeChange(change))
    size += itemSize
    reached = change.change
  }
  const more = written.length < changes.length
  const state = writeSyncState(mailbox, more ? reached : mailbox.lastChange)
  return markup`<Items>${written}</Items><SyncState>${state}</SyncState><More>${more}</More>`
}

/** Changes in all folders, oldest first. */
function changesSince(mailbox: Mailbox, since: number): ItemChange[] {
  return mailbox
    .folders()
    .flatMap((folder) => mailbox.changesIn(folder, since).changes)
    .sort((a, b) => a.change - b.change)
}

function writeChange(change: ItemChange): Markup {
  if (change.kind === 'deleted') return markup`<Deleted Id="${change.gone.id.counter}" Folder="${change.gone.folder}"/>`
  const { id, folder, itemClass, size, read, receivedAt } = change.item
  return markup`<Item Id="${id.counter}" Folder="${folder}" Class="${itemClass}" Size="${size}" Read="${read}" Received="${new Date(
    receivedAt,
  ).toISOString()}">${encodeContent(change.item).toString('base64')}</Item>`
}
