// Association groups (C706 9.3.3.4): the connections of one client process to one server share their context handles.

import { ContextHandles } from './context-handles.ts'

/** One group; it lives as long as a connection of it. */
export interface AssociationGroup {
  readonly id: number
  readonly handles: ContextHandles
  /** Takes a connection out; with the last one the handles are run down. */
  leave(): void
}

/** The groups of one server. */
export class AssociationGroups {
  readonly #groups = new Map<number, { readonly owner: string; readonly handles: ContextHandles; members: number }>()
  #last = 0

  /**
   * The group that a connection joins: a new one for id 0; undefined when there is no such group of that owner.
   * @param owner who opened the group: nobody else gets at its handles
   */
  join(id: number, owner: string): AssociationGroup | undefined {
    if (id === 0) {
      this.#last += 1
      this.#groups.set(this.#last, { owner, handles: new ContextHandles(), members: 0 })
      return this.join(this.#last, owner)
    }
    const group = this.#groups.get(id)
    if (group === undefined || group.owner !== owner) return undefined
    group.members += 1
    return {
      id,
      handles: group.handles,
      leave: () => {
        group.members -= 1
        if (group.members > 0 || !this.#groups.delete(id)) return
        group.handles.runDown()
      },
    }
  }
}
