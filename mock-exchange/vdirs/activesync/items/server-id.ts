import type { Folder } from '../../../mailbox/folders.ts'
import type { Item } from '../../../mailbox/item.ts'
import type { ActiveSyncCall } from '../command.ts'

/** The device's id of an item: `5:290`, collection and number. */
export function serverIdOf(collection: string, item: Pick<Item, 'id'>): string {
  return `${collection}:${item.id.counter}`
}

/** Counter of the item's id in a collection's `5:290`; undefined for an id of another collection. */
export function counterIn(collection: string, serverId: string): number | undefined {
  const match = /^([^:]+):(\d{1,15})$/.exec(serverId)
  return match?.[1] === collection ? Number(match[2]) : undefined
}

/** The item of `5:290`; undefined when there is none. */
export function itemAt(
  { mailbox, state }: Pick<ActiveSyncCall, 'mailbox' | 'state'>,
  serverId: string | undefined,
): { readonly folder: Folder; readonly item: Item; readonly collection: string } | undefined {
  const [collection = ''] = serverId?.split(':') ?? []
  const counter = counterIn(collection, serverId ?? '')
  const folder = state.hierarchy.folderOf(collection, mailbox)
  const item = folder && counter !== undefined ? mailbox.itemAt(folder, counter) : undefined
  return folder && item && { folder, item, collection }
}

/** An id that holds in the whole mailbox, for search results. */
export function longIdOf(item: Pick<Item, 'entryId'>): string {
  return item.entryId.toString('base64url')
}

/** The item of a LongId; undefined when there is none. */
export function itemOfLongId(
  { mailbox, state }: Pick<ActiveSyncCall, 'mailbox' | 'state'>,
  longId: string,
): { readonly folder: Folder; readonly item: Item; readonly collection: string } | undefined {
  const item = mailbox.itemOf(Buffer.from(longId, 'base64url'))
  if (item === undefined) return undefined
  const folder = mailbox.folderAt(item.folder)
  return { folder, item, collection: state.hierarchy.idOf(folder) }
}
