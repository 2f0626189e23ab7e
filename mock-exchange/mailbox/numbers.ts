import type { StoreId } from './entry-id.ts'

/** The one counter of a mailbox: folders, items and changes take their numbers from it, as in a real store. */
export class Numbers {
  readonly #replica: string
  /** Starts where the ids of a new mailbox's hidden folders would end. */
  #last = 0x100

  /** @param replica GUID that all ids carry */
  constructor(replica: string) {
    this.#replica = replica
  }

  /** The last number given away. */
  get last(): number {
    return this.#last
  }

  next(): number {
    this.#last += 1
    return this.#last
  }

  nextId(): StoreId {
    return { replica: this.#replica, counter: this.next() }
  }
}
