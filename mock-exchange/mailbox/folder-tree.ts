// The folders of one mailbox, and what has become of them.

import { type Changes, type FolderChange, folderChanges, type Tombstone, upTo } from './changes.ts'
import { folderEntryId } from './entry-id.ts'
import { MailboxError } from './errors.ts'
import { type DefaultFolderName, defaultFolders, type Folder, userFolderType } from './folders.ts'
import type { Numbers } from './numbers.ts'

/** What is given of a new folder. */
export interface NewFolder {
  readonly displayName: string
  readonly containerClass?: string | undefined
}

export class FolderTree {
  readonly #numbers: Numbers
  readonly #provider: string
  readonly #now: () => number
  readonly #folders = new Map<number, Folder>()
  readonly #byName = new Map<DefaultFolderName, number>()
  readonly #gone: Tombstone[] = []

  /** @param provider UID of all entry ids. @param now milliseconds since 1970 */
  constructor(numbers: Numbers, provider: string, now: () => number) {
    this.#numbers = numbers
    this.#now = now
    this.#provider = provider
    for (const { name, parent, ...rest } of defaultFolders) {
      const folder = this.#place({ ...rest, name, parent: parent === undefined ? undefined : this.#byName.get(parent) })
      this.#byName.set(name, folder.id.counter)
    }
  }

  /** Parents before children. */
  all(): readonly Folder[] {
    const children = Map.groupBy(this.#folders.values(), ({ parent }) => parent)
    const below = (parent: number | undefined): Folder[] =>
      (children.get(parent) ?? []).flatMap((folder) => [folder, ...below(folder.id.counter)])
    return below(undefined)
  }

  named(name: DefaultFolderName): Folder {
    return this.at(this.#byName.get(name) ?? 0)
  }

  /** @throws MailboxError folder-not-found */
  at(counter: number): Folder {
    const folder = this.#folders.get(counter)
    if (folder === undefined) throw new MailboxError('folder-not-found', `There is no folder ${counter}.`)
    return folder
  }

  has(counter: number): boolean {
    return this.#folders.has(counter)
  }

  of(entryId: Buffer): Folder | undefined {
    if (entryId.length !== 46) return undefined
    const folder = this.#folders.get(entryId.readUIntBE(38, 6))
    return folder?.entryId.equals(entryId) ? folder : undefined
  }

  /** In the order in which they were made. */
  childrenOf({ id }: Folder): readonly Folder[] {
    return [...this.#folders.values()].filter(({ parent }) => parent === id.counter)
  }

  /** The folder above; the root's is the root itself, as protocols have it. */
  parentOf({ parent }: Folder): Folder {
    return parent === undefined ? this.named('root') : this.at(parent)
  }

  /** @throws MailboxError folder-exists, folder-not-found */
  create(parent: Folder, { displayName, containerClass = 'IPF.Note' }: NewFolder): Folder {
    const above = this.at(parent.id.counter)
    this.#refuseSameName(above.id.counter, displayName, undefined)
    const activeSyncType = userFolderType(containerClass)
    const folder = this.#place({
      name: undefined,
      parent: above.id.counter,
      displayName,
      containerClass,
      activeSyncType,
    })
    this.touch(above.id.counter)
    return folder
  }

  /** @throws MailboxError folder-exists, folder-not-found */
  update(folder: Folder, change: Partial<NewFolder>): Folder {
    const old = this.at(folder.id.counter)
    if (change.displayName !== undefined) this.#refuseSameName(old.parent, change.displayName, old)
    return this.#change(old, change)
  }

  /** @throws MailboxError folder-exists, folder-cycle, default-folder, folder-not-found */
  move(folder: Folder, to: Folder): Folder {
    const old = this.movable(folder)
    const parent = this.at(to.id.counter)
    for (let above = parent; above.parent !== undefined; above = this.parentOf(above)) {
      if (above.id.counter === old.id.counter) {
        throw new MailboxError('folder-cycle', `${old.displayName} cannot go below itself.`)
      }
    }
    this.#refuseSameName(parent.id.counter, old.displayName, old)
    return this.#change(old, { parent: parent.id.counter })
  }

  /** The folder as it is now, when users may move and delete it. @throws MailboxError default-folder, folder-not-found */
  movable(folder: Folder): Folder {
    const present = this.at(folder.id.counter)
    if (present.name === undefined) return present
    throw new MailboxError('default-folder', `${present.displayName} is a default folder and stays.`)
  }

  /** Takes a folder out, which has none below it any more. */
  remove({ id, entryId, parent = 0, createdChange }: Folder): void {
    this.#folders.delete(id.counter)
    this.#gone.push({ id, entryId, folder: parent, createdChange, change: this.#numbers.next() })
    this.touch(parent)
  }

  /** Notes that what lies in a folder has changed. */
  touch(counter: number): void {
    const folder = this.#folders.get(counter)
    if (folder !== undefined) {
      this.#folders.set(counter, { ...folder, change: this.#numbers.last, changedAt: this.#now() })
    }
  }

  changes(since: number): Changes<FolderChange> {
    return upTo(folderChanges(this.all(), this.#gone, since), Number.POSITIVE_INFINITY, this.#numbers.last)
  }

  #place(given: Omit<Folder, 'id' | 'entryId' | 'createdChange' | 'propertyChange' | 'change' | 'changedAt'>): Folder {
    const id = this.#numbers.nextId()
    const change = id.counter
    const entryId = folderEntryId(this.#provider, id)
    const folder = {
      ...given,
      id,
      entryId,
      createdChange: change,
      propertyChange: change,
      change,
      changedAt: this.#now(),
    }
    this.#folders.set(change, folder)
    return folder
  }

  #refuseSameName(parent: number | undefined, displayName: string, except: Folder | undefined): void {
    const wanted = displayName.toLowerCase()
    for (const folder of this.#folders.values()) {
      if (folder.parent !== parent || folder.id.counter === except?.id.counter) continue
      if (folder.displayName.toLowerCase() === wanted) {
        throw new MailboxError('folder-exists', `A folder with the name ${displayName} exists there already.`)
      }
    }
  }

  #change(old: Folder, given: Partial<Folder>): Folder {
    const change = this.#numbers.next()
    const changed = { ...old, ...given, propertyChange: change, change, changedAt: this.#now() }
    this.#folders.set(old.id.counter, changed)
    return changed
  }
}
