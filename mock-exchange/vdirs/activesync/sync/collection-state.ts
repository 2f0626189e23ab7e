// What a device has of one collection: which items at which change, under which key, and how it wants them.
//
//   key 0 ─▶ generation 1 (nothing) ─▶ generation 2 ─▶ …       the present one, and the one before it: an answer that was
//                                                              lost is asked for again with the key before

import type { SyncOptions } from './options.ts'

/** What became of a command of the device, by which a repeated one is known. */
export interface AppliedCommand {
  readonly status: string
  readonly serverId: string | undefined
}

/** What the device has at some key. */
export interface Generation {
  readonly key: string
  /** Number of the last change told of an item, by the counter of its id. */
  readonly told: ReadonlyMap<number, number>
  /** The device's commands that led here from the generation before, by their kind and id. */
  readonly applied: ReadonlyMap<string, AppliedCommand>
}

/** One collection of a Sync request, with what it does not say filled in from the one before. */
export interface CollectionRequest {
  readonly id: string
  readonly key: string
  readonly options: SyncOptions
  readonly getChanges: boolean
  /** Items in one answer at most. */
  readonly windowSize: number
  readonly deletesAsMoves: boolean
}

/** A Sync request without the device's commands, as an empty request repeats it. */
export interface SyncRequest {
  readonly collections: readonly CollectionRequest[]
  /** Items in the whole answer at most. */
  readonly windowSize: number
  /** Milliseconds that the request may be held; undefined to answer at once. */
  readonly wait: number | undefined
}

export class CollectionState {
  readonly #nextKey: () => string
  current: Generation | undefined
  /** Options hold until others are given ([MS-ASCMD] 2.2.3.125.5). */
  options: SyncOptions | undefined
  #previous: Generation | undefined

  constructor(nextKey: () => string) {
    this.#nextKey = nextKey
  }

  /** Begins with nothing told. The answer is the first key. */
  prime(): string {
    this.#previous = undefined
    this.current = { key: this.#nextKey(), told: new Map(), applied: new Map() }
    return this.current.key
  }

  /**
   * The generation of a key: the present one, or the one before it, when its answer was lost; `applied` is then what the
   * device's commands have already led to. Undefined for any other key.
   */
  at(key: string): { readonly base: Generation; readonly applied: Generation['applied'] } | undefined {
    if (this.current?.key === key) return { base: this.current, applied: new Map() }
    if (this.#previous?.key === key) return { base: this.#previous, applied: this.current?.applied ?? new Map() }
    return undefined
  }

  /** Goes on from `base` to what has been told now. The answer is the new key. */
  advance(base: Generation, told: ReadonlyMap<number, number>, applied: Generation['applied']): string {
    this.#previous = base
    this.current = { key: this.#nextKey(), told, applied }
    return this.current.key
  }

  /** The lost answer had nothing in it that still counts: the device stays at `base`. */
  stayAt(base: Generation): void {
    if (this.current !== base) this.#previous = undefined
    this.current = base
  }
}
