// Sees when the files of a configuration change, however that is done: written in place, replaced by a rename as editors do,
// or by swapping a symbolic link on the way.
//
//   something moved in a folder ──> 50 ms ──> state: as read? ─ yes ──> nothing
//   every 5 s                   ─────────────>              └─ no ──> 200 ms ──> still the same? ─ no ──> once more
//                                                                               └─ yes ──> changed()
//
// A folder tells only that something moved in it, maybe a log that is written there; so the files themselves are looked at.

import { type FSWatcher, watch } from 'node:fs'
import type { Configuration } from './configuration.ts'
import { placesOf } from './file-places.ts'

/** A file is read when it has been quiet for so long. */
const quietMilliseconds = 200
/** So often at most are the files looked at, when a log in their folder never rests. */
const lookMilliseconds = 50
/** For what tells nothing: network drives, folders that were not there, a system that has no watches left. */
const pollMilliseconds = 5_000

/** Watches the files of a configuration until disposed. It keeps no process alive. */
export class ConfigurationWatch implements Disposable {
  readonly #configuration: Configuration
  readonly #changed: () => Promise<void>
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #poll: NodeJS.Timeout
  #timer: NodeJS.Timeout | undefined
  /** The state seen last, while it is not the one that was read. */
  #seen: string | undefined
  #looking = false
  #moved = false
  /** Whether other folders may count now. */
  #followDue = false
  #closed = false

  /** @param changed reads the configuration anew; kept when that is done; must not throw */
  constructor(configuration: Configuration, changed: () => Promise<void>) {
    this.#configuration = configuration
    this.#changed = changed
    this.#poll = setInterval(() => this.#lookAnew(), pollMilliseconds)
    this.#poll.unref()
    this.#lookAnew()
  }

  [Symbol.dispose](): void {
    this.#closed = true
    clearInterval(this.#poll)
    clearTimeout(this.#timer)
    for (const watcher of this.#watchers.values()) watcher.close()
  }

  #lookAnew(): void {
    this.#followDue = true
    this.#soon(0)
  }

  #soon(milliseconds: number): void {
    this.#moved = true
    if (this.#closed || this.#looking || this.#timer !== undefined) return
    this.#timer = setTimeout(() => void this.#look(), milliseconds)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    this.#timer = undefined
    this.#looking = true
    this.#moved = false
    if (this.#followDue) await this.#follow()
    const state = await this.#configuration.state()
    const differs = !this.#closed && state !== this.#configuration.readState
    if (differs && state === this.#seen) {
      await this.#changed()
      // The new version may name other files.
      await this.#follow()
    }
    const wait = differs && state !== this.#seen
    this.#seen = wait ? state : undefined
    this.#looking = false
    if (wait) this.#soon(quietMilliseconds)
    else if (this.#moved) this.#soon(lookMilliseconds)
  }

  /** Watches the folders that count now. */
  async #follow(): Promise<void> {
    this.#followDue = false
    const sets = await Promise.all(this.#configuration.files.map(placesOf))
    if (this.#closed) return
    const places = new Set(sets.flatMap((set) => [...set]))
    for (const [place, watcher] of this.#watchers) {
      if (places.has(place)) continue
      watcher.close()
      this.#watchers.delete(place)
    }
    for (const place of places) if (!this.#watchers.has(place)) this.#watch(place)
  }

  #watch(place: string): void {
    try {
      const watcher = watch(place, { persistent: false }, () => this.#soon(lookMilliseconds))
      this.#watchers.set(place, watcher)
      watcher.on('error', () => this.#drop(place, watcher))
    } catch {
      // Not there, or no watches left: the poll sees to it.
    }
  }

  #drop(place: string, watcher: FSWatcher): void {
    watcher.close()
    if (this.#watchers.get(place) === watcher) this.#watchers.delete(place)
  }
}
