// What a client's session with the store remembers between its calls: handles, names of properties, and what it is still
// to be told. MAPI over HTTP and RPC have one each for a Connect.

import { ByteWriter } from '../../protocols/byte-writer.ts'
import { MapiError, mapiErrors } from '../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../protocols/mapi/rop-ids.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { Mailbox } from '../mailbox/mailbox.ts'
import type { MailboxStore } from '../mailbox/store.ts'
import { type AddressBook, addressBookOf } from '../nspi/address-book.ts'
import type { LogonObject } from './objects/logon.ts'
import { logonOf, type ServerObject } from './objects/types.ts'
import { PropertyNames } from './properties/names.ts'
import { countSession } from './session-limit.ts'

/** What a session needs of the server. */
export interface RopServer {
  readonly store: MailboxStore
  readonly users: readonly UserPlan[]
  /** Host that it runs on. */
  readonly host: string
  /** Sessions that one user may have at once. */
  readonly sessionLimit: number
  /** Names of servers by host, for redirects. */
  readonly serverDnOf: (user: UserPlan) => string
  /** Milliseconds since 1970, on the lab's clock. */
  readonly now: () => number
}

/** Handles that a session may have open ([MS-OXCRPC] has sessions of Outlook stay far below). */
const mostHandles = 500
/** Notifications that wait for a client at most; one that never asks loses the oldest. */
const mostPending = 256

// Names get their identifiers per mailbox, so that all sessions see the same ones.
const namesOfMailbox = new WeakMap<Mailbox, PropertyNames>()

export class RopSession {
  readonly server: RopServer
  readonly user: UserPlan
  readonly book: AddressBook
  readonly #objects = new Map<number, ServerObject>()
  readonly #closing = new Map<number, () => void>()
  readonly #pending: Buffer[] = []
  readonly #listeners = new Set<() => void>()
  #uncount: (() => void) | undefined
  #lastHandle = 0

  /** @throws MapiError sessionLimit when the user has too many already */
  constructor(server: RopServer, user: UserPlan) {
    this.#uncount = countSession(server.store, user, server.sessionLimit)
    this.server = server
    this.user = user
    this.book = addressBookOf(server.users)
  }

  /** Handles that are open. */
  get size(): number {
    return this.#objects.size
  }

  /** A handle for an object. @throws MapiError notEnoughMemory */
  open(object: ServerObject): number {
    if (this.#objects.size >= mostHandles) {
      throw new MapiError(mapiErrors.notEnoughMemory, `a session has ${mostHandles} handles at most`)
    }
    this.#lastHandle += 1
    this.#objects.set(this.#lastHandle, object)
    return this.#lastHandle
  }

  find(handle: number): ServerObject | undefined {
    return this.#objects.get(handle)
  }

  /** Closes a handle; with a log-on all that belongs to it. One that is not there is closed already. */
  release(handle: number): void {
    const object = this.#objects.get(handle)
    if (object === undefined) return
    for (const [other, candidate] of [...this.#objects]) {
      if (other !== handle && !(object.kind === 'logon' && logonOf(candidate) === object)) continue
      this.#objects.delete(other)
      this.#closing.get(other)?.()
      this.#closing.delete(other)
    }
  }

  /** Has something done once a handle is closed, in whatever way. */
  onClose(handle: number, callback: () => void): void {
    this.#closing.set(handle, callback)
  }

  /** Ends what a log-on number stood for until now: the number is taken anew ([MS-OXCROPS] 3.1.4.2). */
  endLogon(logonId: number): void {
    for (const [handle, object] of [...this.#objects]) {
      if (object.kind === 'logon' && object.logonId === logonId) this.release(handle)
    }
  }

  namesOf({ mailbox }: LogonObject): PropertyNames {
    const known = namesOfMailbox.get(mailbox)
    if (known !== undefined) return known
    const names = new PropertyNames()
    namesOfMailbox.set(mailbox, names)
    return names
  }

  /** Keeps a RopNotify for the client's next call ([MS-OXCNOTIF] 2.2.1.4.1), and tells those who wait. */
  notify(handle: number, logonId: number, data: Buffer): void {
    if (this.#pending.length >= mostPending) this.#pending.shift()
    this.#pending.push(new ByteWriter().u8(ropIds.notify).u32(handle).u8(logonId).put(data).end())
    for (const listener of [...this.#listeners]) listener()
  }

  /** Whether there is something to tell. */
  get hasPending(): boolean {
    return this.#pending.length > 0
  }

  /** The next notifications that fit into so many bytes. */
  takePending(bytes: number): Buffer[] {
    const taken: Buffer[] = []
    let left = bytes
    for (let next = this.#pending[0]; next !== undefined && next.length <= left; next = this.#pending[0]) {
      left -= next.length
      taken.push(next)
      this.#pending.shift()
    }
    return taken
  }

  /** Calls back when there is something to tell; the answer ends that. */
  onPending(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Lets go of all that it holds. */
  close(): void {
    this.#uncount?.()
    this.#uncount = undefined
    for (const handle of [...this.#objects.keys()]) this.release(handle)
    this.#pending.length = 0
    this.#listeners.clear()
  }
}
