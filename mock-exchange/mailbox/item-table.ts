// The items of one mailbox, by folder, with what they take of its quota and what is gone of them.

import { type Changes, type ItemChange, itemChanges, type Tombstone, upTo } from './changes.ts'
import { messageEntryId } from './entry-id.ts'
import { MailboxError } from './errors.ts'
import type { Folder } from './folders.ts'
import type { Item, ItemContent } from './item.ts'
import { sizeOf } from './item-size.ts'
import type { Numbers } from './numbers.ts'

/** Where and under what number items are put. */
interface ItemTableSetup {
  readonly numbers: Numbers
  /** UID of all entry ids. */
  readonly provider: string
  /** Bytes that all items together may take. */
  readonly quota: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** What whoever stores an item says beside its content. */
export type Beside = Pick<Item, 'receivedAt' | 'createdAt' | 'createdBy' | 'read'>

export class ItemTable {
  readonly #setup: ItemTableSetup
  readonly #items = new Map<number, Map<number, Item>>()
  readonly #gone = new Map<number, Tombstone[]>()
  readonly #articleNumbers = new Map<number, number>()
  #used = 0

  constructor(setup: ItemTableSetup) {
    this.#setup = setup
  }

  /** Bytes in use. */
  get used(): number {
    return this.#used
  }

  /** Items of a folder by the counter of their id, in the order in which they came. */
  in({ id }: Folder): ReadonlyMap<number, Item> {
    return this.#items.get(id.counter) ?? new Map()
  }

  of(entryId: Buffer): Item | undefined {
    if (entryId.length !== 70) return undefined
    const item = this.#items.get(entryId.readUIntBE(38, 6))?.get(entryId.readUIntBE(62, 6))
    return item?.entryId.equals(entryId) ? item : undefined
  }

  /** The item as it is now. @throws MailboxError item-not-found */
  present(item: Item): Item {
    const present = this.#items.get(item.folder)?.get(item.id.counter)
    if (present === undefined) throw new MailboxError('item-not-found', 'The item is no longer there.')
    return present
  }

  /** @throws MailboxError quota-exceeded */
  store({ id: folder }: Folder, content: ItemContent, beside: Beside): Item {
    const size = sizeOf(content)
    this.#reserve(size)
    const { numbers, provider, now } = this.#setup
    const id = numbers.nextId()
    const change = id.counter
    const articleNumber = (this.#articleNumbers.get(folder.counter) ?? 0) + 1
    this.#articleNumbers.set(folder.counter, articleNumber)
    const { receivedAt, createdAt, createdBy, read } = beside
    const item: Item = {
      ...content,
      id,
      entryId: messageEntryId(provider, folder, id),
      folder: folder.counter,
      articleNumber,
      receivedAt,
      createdAt,
      createdBy,
      modifiedAt: now(),
      read,
      size,
      createdChange: change,
      contentChange: change,
      change,
    }
    const items = this.#items.get(folder.counter) ?? new Map<number, Item>()
    this.#items.set(folder.counter, items.set(change, item))
    return item
  }

  /** @throws MailboxError quota-exceeded */
  replace(old: Item, changed: Item, readOnly: boolean): Item {
    const size = readOnly ? old.size : sizeOf(changed)
    this.#reserve(size - old.size)
    const change = this.#setup.numbers.next()
    const contentChange = readOnly ? old.contentChange : change
    const item: Item = { ...changed, modifiedAt: this.#setup.now(), size, contentChange, change }
    this.#items.get(old.folder)?.set(old.id.counter, item)
    return item
  }

  remove({ id, entryId, folder, createdChange, size }: Item): void {
    this.#items.get(folder)?.delete(id.counter)
    this.#used -= size
    const tombstones = this.#gone.get(folder) ?? []
    tombstones.push({ id, entryId, folder, createdChange, change: this.#setup.numbers.next() })
    this.#gone.set(folder, tombstones)
  }

  /** Forgets a folder that is no more, and what was gone of it. */
  forget({ id }: Folder): void {
    this.#items.delete(id.counter)
    this.#gone.delete(id.counter)
  }

  changes(folder: Folder, since: number, limit: number): Changes<ItemChange> {
    const gone = this.#gone.get(folder.id.counter) ?? []
    return upTo(itemChanges(this.in(folder).values(), gone, since), limit, this.#setup.numbers.last)
  }

  #reserve(bytes: number): void {
    if (bytes > 0 && this.#used + bytes > this.#setup.quota) {
      throw new MailboxError('quota-exceeded', `The mailbox is full: it may hold ${this.#setup.quota} bytes.`)
    }
    this.#used += bytes
  }
}
