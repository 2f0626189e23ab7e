import { randomUUID } from 'node:crypto'
import type { UserPlan } from '../../../topology/lab-plan.ts'

/** The remote shells of one server. They live on it alone: a session that changes servers is lost. */
export class Shells {
  readonly #owners = new Map<string, UserPlan>()

  open(owner: UserPlan): string {
    const id = randomUUID().toUpperCase()
    this.#owners.set(id, owner)
    return id
  }

  /** Ends a shell; false when the user has none of that id. */
  close(id: string | undefined, owner: UserPlan): boolean {
    if (id === undefined || this.#owners.get(id.toUpperCase()) !== owner) return false
    return this.#owners.delete(id.toUpperCase())
  }
}
