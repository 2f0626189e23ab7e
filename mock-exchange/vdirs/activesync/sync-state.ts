import { CollectionState, type SyncRequest } from './sync/collection-state.ts'
import { Hierarchy } from './sync/hierarchy.ts'

/** What a device asked Ping for; a later request may leave it out. */
export interface PingRequest {
  /** Seconds. */
  readonly heartbeat: number
  readonly folders: readonly string[]
}

/** What a device has been told, of folders and of the items in them. */
export class SyncState {
  readonly hierarchy: Hierarchy
  ping: PingRequest | undefined
  /** What Sync was asked for last; an empty request repeats it. */
  lastSync: SyncRequest | undefined
  /** Change number of each folder, by the counter of its id, up to which Ping has told of it. */
  readonly pinged = new Map<number, number>()
  readonly #nextKey: (of: string) => string
  readonly #collections = new Map<string, CollectionState>()

  /** @param nextKey the next synchronisation key of something, never the same twice */
  constructor(nextKey: (of: string) => string) {
    this.#nextKey = nextKey
    this.hierarchy = new Hierarchy(() => nextKey('hierarchy'))
  }

  /** The state of a collection; a new one that nothing was told of when the device has not had it. */
  collection(id: string): CollectionState {
    const known = this.#collections.get(id)
    if (known !== undefined) return known
    const state = new CollectionState(() => this.#nextKey(id))
    this.#collections.set(id, state)
    return state
  }

  /** The collection, when the device has begun to synchronise it. */
  begun(id: string): CollectionState | undefined {
    const state = this.#collections.get(id)
    return state?.current === undefined ? undefined : state
  }

  forget(id: string): void {
    this.#collections.delete(id)
  }
}
