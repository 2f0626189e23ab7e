// What has happened in a mailbox since some number of change: the base of every protocol's synchronisation.
//
//   every change takes the next number n ──▶ items and folders carry the numbers of their own changes
//                                       └─▶ what is gone leaves a tombstone with its number

import type { StoreId } from './entry-id.ts'
import type { Folder } from './folders.ts'
import type { Item } from './item.ts'

/** One thing that happened, told to all who listen as it happens. */
export type MailboxEvent =
  /** `delivered`: it came as new mail. */
  | { readonly type: 'created'; readonly item: Item; readonly folder: Folder; readonly delivered: boolean }
  /** `readOnly`: nothing but the read state changed. */
  | { readonly type: 'modified'; readonly item: Item; readonly folder: Folder; readonly readOnly: boolean }
  | { readonly type: 'deleted'; readonly item: Item; readonly folder: Folder }
  | {
      readonly type: 'moved' | 'copied'
      readonly item: Item
      readonly folder: Folder
      readonly oldItem: Item
      readonly oldFolder: Folder
    }
  | { readonly type: 'folder-created' | 'folder-modified' | 'folder-deleted'; readonly folder: Folder }
  | { readonly type: 'folder-moved'; readonly folder: Folder; readonly oldParent: Folder }

/** An item or folder that is gone from its place. */
export interface Tombstone {
  readonly id: StoreId
  readonly entryId: Buffer
  /** Counter of the folder that it was in. */
  readonly folder: number
  readonly createdChange: number
  readonly change: number
}

export type ItemChange =
  | { readonly kind: 'created' | 'updated' | 'read'; readonly change: number; readonly item: Item }
  | { readonly kind: 'deleted'; readonly change: number; readonly gone: Tombstone }

export type FolderChange =
  | { readonly kind: 'created' | 'updated'; readonly change: number; readonly folder: Folder }
  | { readonly kind: 'deleted'; readonly change: number; readonly gone: Tombstone }

export interface Changes<Change> {
  readonly changes: readonly Change[]
  /** Number to ask with next time. */
  readonly reached: number
  /** There are more than the limit let through. */
  readonly more: boolean
}

/**
 * What somebody who knows the state at number `since` must be told of a folder's items, oldest change first. An item that
 * came and went in between is not mentioned.
 */
export function itemChanges(items: Iterable<Item>, gone: readonly Tombstone[], since: number): ItemChange[] {
  const changes: ItemChange[] = []
  for (const item of items) {
    if (item.change <= since) continue
    const kind = item.createdChange > since ? 'created' : item.contentChange > since ? 'updated' : 'read'
    changes.push({ kind, change: item.change, item })
  }
  for (const tombstone of gone) {
    if (tombstone.change > since && tombstone.createdChange <= since) {
      changes.push({ kind: 'deleted', change: tombstone.change, gone: tombstone })
    }
  }
  return changes.sort((a, b) => a.change - b.change)
}

/** The same for folders: parents before children, as a client must create them. */
export function folderChanges(folders: readonly Folder[], gone: readonly Tombstone[], since: number): FolderChange[] {
  const changed = folders
    .filter((folder) => folder.propertyChange > since)
    .map((folder): FolderChange => {
      const kind = folder.createdChange > since ? 'created' : 'updated'
      return { kind, change: folder.propertyChange, folder }
    })
  const lost = gone
    .filter((tombstone) => tombstone.change > since && tombstone.createdChange <= since)
    .map((tombstone): FolderChange => ({ kind: 'deleted', change: tombstone.change, gone: tombstone }))
  return [...changed, ...lost]
}

/** At most `limit` changes, and how far they lead. */
export function upTo<Change extends { readonly change: number }>(
  changes: readonly Change[],
  limit: number,
  latest: number,
): Changes<Change> {
  if (changes.length <= limit) return { changes, reached: latest, more: false }
  const part = changes.slice(0, limit)
  return { changes: part, reached: part.at(-1)?.change ?? latest, more: true }
}
