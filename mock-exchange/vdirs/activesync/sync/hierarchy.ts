// The folders as one device has them: ids of its own, and what has changed since some key.

import type { Folder } from '../../../mailbox/folders.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'

/** What to tell of the folders; a deleted one by its id alone. */
export interface HierarchyChanges {
  readonly added: readonly Folder[]
  readonly updated: readonly Folder[]
  readonly deleted: readonly string[]
}

/** Folders as the device knows them at some key: number of the last change told, by the counter of the folder's id. */
interface Generation {
  readonly key: string
  readonly told: ReadonlyMap<number, number>
}

export class Hierarchy {
  readonly #nextKey: () => string
  readonly #ids = new Map<number, string>()
  readonly #counters = new Map<string, number>()
  #current: Generation | undefined
  /** The one before: a device whose answer was lost asks with its key once more. */
  #previous: Generation | undefined

  constructor(nextKey: () => string) {
    this.#nextKey = nextKey
  }

  /** Whether the device has its folders at all. */
  get begun(): boolean {
    return this.#current !== undefined
  }

  /** The key that is in effect; `0` before the first. */
  get key(): string {
    return this.#current?.key ?? '0'
  }

  /** The device's id of a folder, which it keeps: ServerId, CollectionId, Ping's Id. Folders are numbered as they are told. */
  idOf(folder: Pick<Folder, 'id'>): string {
    const { counter } = folder.id
    const known = this.#ids.get(counter)
    if (known !== undefined) return known
    const id = String(this.#ids.size + 1)
    this.#ids.set(counter, id)
    this.#counters.set(id, counter)
    return id
  }

  /** `0` for what lies at the top. */
  parentIdOf(folder: Folder, mailbox: Mailbox): string {
    const parent = mailbox.parentOf(folder)
    return parent.activeSyncType === undefined ? '0' : this.idOf(parent)
  }

  /** The folder of an id that the device was told of, while it is there. */
  folderOf(id: string, mailbox: Mailbox): Folder | undefined {
    const counter = this.#counters.get(id)
    if (counter === undefined || !this.#current?.told.has(counter)) return undefined
    return mailbox.hasFolder(counter) ? mailbox.folderAt(counter) : undefined
  }

  /** What is new since a key, and the key to go on with; undefined for a key that is not in effect. `0` begins anew. */
  since(key: string, mailbox: Mailbox): { readonly changes: HierarchyChanges; readonly key: string } | undefined {
    const base = key === '0' ? { key, told: new Map<number, number>() } : this.#generation(key)
    if (base === undefined) return undefined
    // In the order in which they were made, whatever lies below what: that makes the Inbox number 5 (folders.ts).
    for (const folder of [...shownFolders(mailbox)].sort((a, b) => a.id.counter - b.id.counter)) this.idOf(folder)
    const changes = this.#changes(base, mailbox)
    const silent = changes.added.length + changes.updated.length + changes.deleted.length === 0
    if (silent && base.key === this.#current?.key) return { changes, key }
    this.#previous = key === '0' ? undefined : base
    this.#current = { key: this.#nextKey(), told: toldOf(mailbox) }
    return { changes, key: this.#current.key }
  }

  /** Whether a key is the present one, as the commands that change folders demand. */
  isCurrent(key: string | undefined): boolean {
    return key !== undefined && key === this.#current?.key
  }

  /** Notes one change that the device itself made (`folder` gone when undefined). The answer is its new key. */
  note(counter: number, folder: Folder | undefined): string {
    const base = this.#current ?? { key: '0', told: new Map<number, number>() }
    const told = new Map(base.told)
    if (folder === undefined) told.delete(counter)
    else told.set(counter, folder.propertyChange)
    this.#previous = base
    this.#current = { key: this.#nextKey(), told }
    return this.#current.key
  }

  #generation(key: string): Generation | undefined {
    if (this.#current?.key === key) return this.#current
    return this.#previous?.key === key ? this.#previous : undefined
  }

  #changes({ told }: Generation, mailbox: Mailbox): HierarchyChanges {
    const shown = shownFolders(mailbox)
    const present = new Set(shown.map(({ id }) => id.counter))
    return {
      added: shown.filter(({ id }) => !told.has(id.counter)),
      updated: shown.filter(({ id, propertyChange }) => (told.get(id.counter) ?? propertyChange) !== propertyChange),
      deleted: [...told.keys()]
        .filter((counter) => !present.has(counter))
        .map((counter) => this.#ids.get(counter) ?? ''),
    }
  }
}

function shownFolders(mailbox: Mailbox): readonly Folder[] {
  return mailbox.folders().filter(({ activeSyncType }) => activeSyncType !== undefined)
}

function toldOf(mailbox: Mailbox): ReadonlyMap<number, number> {
  return new Map(shownFolders(mailbox).map(({ id, propertyChange }) => [id.counter, propertyChange]))
}
