// What a device is still to be told of a collection: the items as they are, held against those that it has.
//
//   has it, is gone ─▶ Delete · has it, too old for the filter now ─▶ SoftDelete · has it, changed ─▶ Change · new ─▶ Add

import type { Folder } from '../../../mailbox/folders.ts'
import type { Item } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import type { ItemClass } from '../items/item-class.ts'
import { filterSpan, type SyncOptions } from './options.ts'

export interface PendingSetup {
  readonly mailbox: Mailbox
  readonly folder: Folder
  readonly itemClass: ItemClass
  /** Number of the last change told of an item, by the counter of its id. */
  readonly told: ReadonlyMap<number, number>
  readonly options: SyncOptions | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

export type PendingChange =
  | { readonly kind: 'Delete' | 'SoftDelete'; readonly counter: number }
  /** `readOnly`: nothing but the read state changed. */
  | { readonly kind: 'Change'; readonly item: Item; readonly readOnly: boolean }
  | { readonly kind: 'Add'; readonly item: Item }

/** All of it: deletions first, then changes, then new items, newest first. */
export function pendingOf(setup: PendingSetup): PendingChange[] {
  const { mailbox, folder, told } = setup
  const gone: PendingChange[] = []
  const changed: PendingChange[] = []
  const added: Extract<PendingChange, { kind: 'Add' }>[] = []
  const present = new Set<number>()
  for (const item of mailbox.items(folder)) {
    const { counter } = item.id
    present.add(counter)
    const known = told.get(counter)
    const shown = isShown(item, setup)
    if (known === undefined) {
      if (shown) added.push({ kind: 'Add', item })
    } else if (!shown) gone.push({ kind: 'SoftDelete', counter })
    else if (item.change > known) changed.push({ kind: 'Change', item, readOnly: item.contentChange <= known })
  }
  for (const counter of told.keys()) if (!present.has(counter)) gone.push({ kind: 'Delete', counter })
  added.sort((a, b) => b.item.receivedAt - a.item.receivedAt || b.item.id.counter - a.item.id.counter)
  return [...gone, ...changed, ...added]
}

/** Whether there is any: what a held request asks at every change, so it makes no lists. */
export function isPending(setup: PendingSetup): boolean {
  const { mailbox, folder, told } = setup
  let present = 0
  for (const item of mailbox.items(folder)) {
    const known = told.get(item.id.counter)
    if (known !== undefined) present += 1
    const shown = isShown(item, setup)
    if (known === undefined ? shown : !shown || item.change > known) return true
  }
  return present < told.size
}

function isShown(item: Item, { itemClass, options, now }: PendingSetup): boolean {
  if (item.kind !== itemClass.kind) return false
  const filter = options?.filterType ?? 0
  if (filter === 0) return true
  if (filter === 8) return item.kind !== 'task' || item.percentComplete < 100
  const span = filterSpan(filter)
  if (span === undefined) return true
  // A repeated appointment goes on; what is still to come is never too old.
  if (item.kind === 'appointment') return item.recurrence !== undefined || item.end >= now - span
  return item.receivedAt >= now - span
}
