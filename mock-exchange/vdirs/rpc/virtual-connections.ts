import type { UserPlan } from '../../../topology/lab-plan.ts'
import { AssociationGroups } from '../../rpc/association-groups.ts'
import type { VdirContext } from '../types.ts'
import { type ConnectionSurroundings, VirtualConnection } from './virtual-connection.ts'

/** The virtual connections of one server, by their cookie. */
export class VirtualConnections {
  readonly #surroundings: ConnectionSurroundings
  readonly #connections = new Map<string, VirtualConnection>()

  constructor(server: VdirContext) {
    this.#surroundings = { server, groups: new AssociationGroups() }
  }

  /** The connection of a user with that cookie; opened by whichever channel comes first. */
  of(user: UserPlan, cookie: Buffer): VirtualConnection {
    const key = `${cookie.toString('hex')} ${user.domain}\\${user.user}`
    const known = this.#connections.get(key)
    if (known !== undefined) return known
    const connection = new VirtualConnection(this.#surroundings, user, () => void this.#connections.delete(key))
    this.#connections.set(key, connection)
    return connection
  }
}
