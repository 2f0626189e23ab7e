import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'

/** PowerShellMaxConcurrency of Exchange 2013's default throttling policy: shells of one user at a time. */
export const maxConcurrency = 18

/** Milliseconds without a request after which a shell ends: 15 minutes, IdleTimeout of the Exchange endpoint. */
const idleMilliseconds = 900_000

interface Shell {
  readonly owner: UserPlan
  cancelIdle: () => void
}

/** The remote shells of one server. They live on it alone: a session that changes servers is lost. */
export class Shells {
  readonly #clock: Clock
  readonly #shells = new Map<string, Shell>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Opens a shell; undefined when the user has too many.
   * @param wanted the id that the client chose, if it did; one that is taken is not taken over
   */
  open(owner: UserPlan, wanted: string | undefined): string | undefined {
    const own = [...this.#shells.values()].filter((shell) => shell.owner === owner)
    if (own.length >= maxConcurrency) return undefined
    const chosen = wanted?.toUpperCase()
    const id = chosen === undefined || this.#shells.has(chosen) ? randomUUID().toUpperCase() : chosen
    this.#shells.set(id, { owner, cancelIdle: this.#armIdle(id) })
    return id
  }

  /** Whether the user has a shell of that id; asking keeps it from ending for idleness. */
  has(id: string | undefined, owner: UserPlan): boolean {
    const key = id?.toUpperCase() ?? ''
    const shell = this.#shells.get(key)
    if (shell?.owner !== owner) return false
    shell.cancelIdle()
    shell.cancelIdle = this.#armIdle(key)
    return true
  }

  /** Ends a shell; false when the user has none of that id. */
  close(id: string | undefined, owner: UserPlan): boolean {
    if (id === undefined || !this.has(id, owner)) return false
    this.#end(id.toUpperCase())
    return true
  }

  /** Ends all: the pool was recycled. */
  closeAll(): void {
    for (const id of [...this.#shells.keys()]) this.#end(id)
  }

  #end(id: string): void {
    this.#shells.get(id)?.cancelIdle()
    this.#shells.delete(id)
  }

  #armIdle(id: string): () => void {
    return this.#clock.after(idleMilliseconds, () => this.#end(id))
  }
}
