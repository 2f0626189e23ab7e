// One mailbox: the default folders, and the messages in them. Protocols read it, put mail into it and hear of changes.

import type { UserPlan } from '../../topology/lab-plan.ts'
import { folderEntryId, messageEntryId, type StoreId } from './entry-id.ts'
import { type DefaultFolder, type DefaultFolderName, defaultFolders } from './folders.ts'
import { guidOf } from './guid.ts'

export interface Address {
  readonly name: string
  readonly address: string
}

/** What a message says, wherever it lies. */
export interface MessageContent {
  readonly subject: string
  readonly from: Address
  readonly to: readonly Address[]
  readonly text: string
}

export interface Message extends MessageContent {
  readonly id: StoreId
  readonly entryId: Buffer
  readonly folder: DefaultFolderName
  /** Milliseconds since 1970, on the lab's clock. */
  readonly receivedAt: number
  readonly read: boolean
}

export interface Folder extends DefaultFolder {
  readonly id: StoreId
  readonly entryId: Buffer
  /** Grows with every change of the folder's content. */
  readonly change: number
}

/** A message has come into a folder. */
export interface MailboxChange {
  readonly folder: Folder
  readonly message: Message
}

export class Mailbox {
  readonly user: UserPlan
  readonly #folders: Map<DefaultFolderName, Folder>
  readonly #messages: Message[] = []
  readonly #listeners = new Set<(change: MailboxChange) => void>()
  readonly #replica: string
  /** The last counter given away; folders, messages and changes share it, as in a real store. */
  #counter = 0x100

  constructor(user: UserPlan) {
    this.user = user
    this.#replica = guidOf('replica', user.mailboxGuid)
    this.#folders = new Map(
      defaultFolders.map((folder) => {
        const id = this.#nextId()
        return [folder.name, { ...folder, id, entryId: folderEntryId(this.provider, id), change: id.counter }]
      }),
    )
  }

  /** The provider UID of all entry ids: the mailbox's own signature. */
  get provider(): string {
    return guidOf('provider', this.user.mailboxGuid)
  }

  get address(): Address {
    return { name: this.user.displayName, address: this.user.mailbox }
  }

  /** All folders, parents before children. */
  folders(): readonly Folder[] {
    return [...this.#folders.values()]
  }

  folder(name: DefaultFolderName): Folder {
    const folder = this.#folders.get(name)
    if (folder === undefined) throw new RangeError(`no default folder ${name}`)
    return folder
  }

  folderOf(entryId: Buffer): Folder | undefined {
    return this.folders().find((folder) => folder.entryId.equals(entryId))
  }

  /** The folders right below. */
  childrenOf(name: DefaultFolderName): readonly Folder[] {
    return this.folders().filter((folder) => folder.parent === name)
  }

  /** Messages of a folder, oldest first. */
  messagesIn(name: DefaultFolderName): readonly Message[] {
    return this.#messages.filter((message) => message.folder === name)
  }

  unreadIn(name: DefaultFolderName): number {
    return this.messagesIn(name).filter((message) => !message.read).length
  }

  /** Puts a message into a folder and tells all listeners. */
  add(folder: DefaultFolderName, content: MessageContent, receivedAt: number, read = false): Message {
    const id = this.#nextId()
    const place = this.folder(folder)
    const entryId = messageEntryId(this.provider, place.id, id)
    const message: Message = { ...content, id, entryId, folder, receivedAt, read }
    this.#messages.push(message)
    const changed = { ...place, change: id.counter }
    this.#folders.set(folder, changed)
    for (const listener of [...this.#listeners]) listener({ folder: changed, message })
    return message
  }

  /** Calls back on every change; the answer ends that. */
  onChange(listener: (change: MailboxChange) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** How many wait for changes. */
  get listeners(): number {
    return this.#listeners.size
  }

  #nextId(): StoreId {
    this.#counter += 1
    return { replica: this.#replica, counter: this.#counter }
  }
}
