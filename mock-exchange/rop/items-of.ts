import { counterOf } from '../../protocols/mapi/store-id.ts'
import type { Item } from '../mailbox/item.ts'
import { folderAt } from './hidden-folders.ts'
import type { FolderObject } from './objects/types.ts'

/** The messages of a folder that ids name, and whether all were there. */
export function itemsOf(
  { logon, counter }: FolderObject,
  ids: readonly bigint[],
): { readonly found: readonly Item[]; readonly complete: boolean } {
  const { mailbox } = logon
  const folder = folderAt(mailbox, counter)
  const counters = new Set(ids.map((id) => counterOf(id) ?? -1))
  const found = [...counters].flatMap((one) => mailbox.itemAt(folder, one) ?? [])
  return { found, complete: found.length === counters.size }
}
