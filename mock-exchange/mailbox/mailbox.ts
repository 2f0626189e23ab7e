// One mailbox: folders and the items in them. Protocols read it, write to it, ask what has changed, and hear of changes.
//
//   FolderTree                  folders, by the counter of their id
//   ItemTable                   folder ─▶ items, by the counter of theirs
//   changesIn, folderChanges    what to tell somebody who knows the state at some number (changes.ts)
//   onChange                    told of every change at once

import type { UserPlan } from '../../topology/lab-plan.ts'
import type { Changes, FolderChange, ItemChange, MailboxEvent } from './changes.ts'
import { FolderTree, type NewFolder } from './folder-tree.ts'
import type { DefaultFolderName, Folder } from './folders.ts'
import { guidOf } from './guid.ts'
import type { Address, Item, ItemContent } from './item.ts'
import { type Beside, ItemTable } from './item-table.ts'
import { Numbers } from './numbers.ts'

/** How an item comes into a folder. */
export interface Arrival {
  /** Milliseconds since 1970; now when absent. */
  readonly receivedAt?: number
  readonly read?: boolean
  /** Address of who puts it there; the owner when absent. */
  readonly createdBy?: string
  /** It came as new mail, of which clients are told as such. */
  readonly delivered?: boolean
}

export class Mailbox {
  readonly user: UserPlan
  /** The provider UID of all entry ids: the mailbox's own signature. */
  readonly provider: string
  readonly #now: () => number
  readonly #numbers: Numbers
  readonly #folders: FolderTree
  readonly #items: ItemTable
  readonly #listeners = new Set<(event: MailboxEvent) => void>()

  /** @param now milliseconds since 1970, on the lab's clock */
  constructor(user: UserPlan, now: () => number) {
    this.user = user
    this.provider = guidOf('provider', user.mailboxGuid)
    this.#now = now
    this.#numbers = new Numbers(guidOf('replica', user.mailboxGuid))
    this.#folders = new FolderTree(this.#numbers, this.provider, now)
    this.#items = new ItemTable({ numbers: this.#numbers, provider: this.provider, quota: user.quota, now })
  }

  get address(): Address {
    return { name: this.user.displayName, address: this.user.mailbox }
  }

  /** Bytes in use. */
  get used(): number {
    return this.#items.used
  }

  /** Number of the last change. */
  get lastChange(): number {
    return this.#numbers.last
  }

  /** How many listen for changes. */
  get listeners(): number {
    return this.#listeners.size
  }

  /** All folders, parents before children. */
  folders(): readonly Folder[] {
    return this.#folders.all()
  }

  /** A default folder. */
  folder(name: DefaultFolderName): Folder {
    return this.#folders.named(name)
  }

  /** The folder of an id's counter. @throws MailboxError folder-not-found */
  folderAt(counter: number): Folder {
    return this.#folders.at(counter)
  }

  hasFolder(counter: number): boolean {
    return this.#folders.has(counter)
  }

  folderOf(entryId: Buffer): Folder | undefined {
    return this.#folders.of(entryId)
  }

  /** The folders right below, in the order in which they were made. */
  childrenOf(folder: Folder): readonly Folder[] {
    return this.#folders.childrenOf(folder)
  }

  /** The folder above; the root's is the root itself. */
  parentOf(folder: Folder): Folder {
    return this.#folders.parentOf(folder)
  }

  /** @throws MailboxError folder-exists, folder-not-found */
  createFolder(parent: Folder, given: NewFolder): Folder {
    const folder = this.#folders.create(parent, given)
    this.#tell({ type: 'folder-created', folder })
    return folder
  }

  /** Renames a folder, or gives it another class. @throws MailboxError folder-exists, folder-not-found */
  updateFolder(folder: Folder, change: Partial<NewFolder>): Folder {
    const updated = this.#folders.update(folder, change)
    this.#tell({ type: 'folder-modified', folder: updated })
    return updated
  }

  /** @throws MailboxError folder-exists, folder-cycle, default-folder, folder-not-found */
  moveFolder(folder: Folder, to: Folder): Folder {
    const oldParent = this.parentOf(folder)
    const moved = this.#folders.move(folder, to)
    this.#tell({ type: 'folder-moved', folder: moved, oldParent })
    return moved
  }

  /** Removes a folder with all that is in it, for good. @throws MailboxError default-folder, folder-not-found */
  deleteFolder(folder: Folder): void {
    const old = this.#folders.movable(folder)
    for (const child of this.childrenOf(old)) this.deleteFolder(child)
    for (const item of this.items(old)) this.delete(item)
    this.#folders.remove(old)
    this.#items.forget(old)
    this.#tell({ type: 'folder-deleted', folder: old })
  }

  /** Items of a folder, in the order in which they came. */
  items(folder: Folder): readonly Item[] {
    return [...this.#items.in(folder).values()]
  }

  /** How many items a folder has. */
  count(folder: Folder): number {
    return this.#items.in(folder).size
  }

  /** How many of them are unread. */
  unread(folder: Folder): number {
    let unread = 0
    for (const { read } of this.#items.in(folder).values()) if (!read) unread += 1
    return unread
  }

  itemOf(entryId: Buffer): Item | undefined {
    return this.#items.of(entryId)
  }

  /** The item of that counter in a folder. */
  itemAt(folder: Folder, counter: number): Item | undefined {
    return this.#items.in(folder).get(counter)
  }

  /** Puts an item into a folder. @throws MailboxError quota-exceeded, folder-not-found */
  add(folder: Folder, content: ItemContent, arrival: Arrival = {}): Item {
    const now = this.#now()
    const { receivedAt = now, read = false, delivered = false, createdBy = this.user.mailbox } = arrival
    const beside = { receivedAt, createdAt: now, createdBy: createdBy.toLowerCase(), read }
    const item = this.#store(folder, content, beside)
    this.#tell({ type: 'created', item, folder: this.folderAt(item.folder), delivered })
    return item
  }

  /**
   * Changes what an item says. A message's own MIME is dropped unless the change brings one: it no longer says the same.
   * @throws MailboxError item-not-found, quota-exceeded
   */
  update(item: Item, change: Partial<ItemContent>): Item {
    const old = this.#items.present(item)
    const dropped = old.kind === 'message' ? { mime: undefined } : {}
    return this.#replace(old, { ...old, ...dropped, ...change, kind: old.kind } as Item, false)
  }

  /** Replaces all that an item says, what kind of item it is too. @throws MailboxError item-not-found, quota-exceeded */
  rewrite(item: Item, content: ItemContent): Item {
    const old = this.#items.present(item)
    const { id, entryId, folder, articleNumber, receivedAt, createdAt, createdBy, read, createdChange } = old
    const stored = { id, entryId, folder, articleNumber, receivedAt, createdAt, createdBy, read, createdChange }
    return this.#replace(old, { ...content, ...stored } as Item, false)
  }

  /** Changes the read state, and nothing else. @throws MailboxError item-not-found */
  setRead(item: Item, read: boolean): Item {
    const old = this.#items.present(item)
    return old.read === read ? old : this.#replace(old, { ...old, read }, true)
  }

  /** Changes what stands beside a message's MIME rather than in it. @throws MailboxError item-not-found */
  mark(item: Item, change: Partial<Pick<Item, 'flag' | 'categories' | 'properties' | 'importance'>>): Item {
    const old = this.#items.present(item)
    return this.#replace(old, { ...old, ...change }, false)
  }

  /** Moves an item; it has a new id there, as in Exchange. @throws MailboxError item-not-found, folder-not-found */
  move(item: Item, to: Folder): Item {
    const old = this.#items.present(item)
    const oldFolder = this.folderAt(old.folder)
    const target = this.folderAt(to.id.counter)
    this.#remove(old)
    const moved = this.#store(target, old, old)
    this.#tell({ type: 'moved', item: moved, folder: this.folderAt(moved.folder), oldItem: old, oldFolder })
    return moved
  }

  /** @throws MailboxError item-not-found, folder-not-found, quota-exceeded */
  copy(item: Item, to: Folder): Item {
    const old = this.#items.present(item)
    const copied = this.#store(to, old, { ...old, createdAt: this.#now() })
    const oldFolder = this.folderAt(old.folder)
    this.#tell({ type: 'copied', item: copied, folder: this.folderAt(copied.folder), oldItem: old, oldFolder })
    return copied
  }

  /** Removes an item for good. @throws MailboxError item-not-found */
  delete(item: Item): void {
    const old = this.#items.present(item)
    this.#remove(old)
    this.#tell({ type: 'deleted', item: old, folder: this.folderAt(old.folder) })
  }

  /** What to tell of a folder's items to somebody who knows the state at number `since` (0 for nothing). */
  changesIn(folder: Folder, since: number, limit = Number.POSITIVE_INFINITY): Changes<ItemChange> {
    return this.#items.changes(folder, since, limit)
  }

  /** What to tell of the folders to somebody who knows the state at number `since` (0 for nothing). */
  folderChanges(since: number): Changes<FolderChange> {
    return this.#folders.changes(since)
  }

  /** Calls back on everything that happens; the answer ends that. */
  onChange(listener: (event: MailboxEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  #tell(event: MailboxEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }

  #store(to: Folder, content: ItemContent, beside: Beside): Item {
    const folder = this.folderAt(to.id.counter)
    const item = this.#items.store(folder, content, beside)
    this.#folders.touch(item.folder)
    return item
  }

  #replace(old: Item, changed: Item, readOnly: boolean): Item {
    const item = this.#items.replace(old, changed, readOnly)
    this.#folders.touch(item.folder)
    this.#tell({ type: 'modified', item, folder: this.folderAt(item.folder), readOnly })
    return item
  }

  #remove(item: Item): void {
    this.#items.remove(item)
    this.#folders.touch(item.folder)
  }
}
