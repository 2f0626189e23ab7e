import type { UserPlan } from '../../../topology/lab-plan.ts'
import { AssociationGroups } from '../../rpc/association-groups.ts'
import type { RpcInterface, RpcServer } from '../../rpc/types.ts'
import { type ConnectionSurroundings, VirtualConnection } from './virtual-connection.ts'

/** The virtual connections of one server, by their cookie. */
export class VirtualConnections<Server extends RpcServer> {
  readonly #surroundings: ConnectionSurroundings<Server>
  readonly #connections = new Map<string, VirtualConnection<Server>>()

  /**
   * @param interfaces what the server's endpoints have
   * @param outLifetime bytes that an OUT channel may carry; 1 GiB unless told
   */
  constructor(server: Server, interfaces: readonly RpcInterface<Server>[], outLifetime?: number) {
    this.#surroundings = { server, interfaces, groups: new AssociationGroups(), outLifetime }
  }

  /** The connection of a user with that cookie; opened by whichever channel comes first. */
  of(user: UserPlan, cookie: Buffer): VirtualConnection<Server> {
    const known = this.known(user, cookie)
    if (known !== undefined) return known
    const key = keyOf(user, cookie)
    const connection = new VirtualConnection(this.#surroundings, user, () => void this.#connections.delete(key))
    this.#connections.set(key, connection)
    return connection
  }

  /** The same if it is there already. */
  known(user: UserPlan, cookie: Buffer): VirtualConnection<Server> | undefined {
    return this.#connections.get(keyOf(user, cookie))
  }
}

/** Whoever else learns of a cookie cannot join the connection. */
function keyOf(user: UserPlan, cookie: Buffer): string {
  return `${cookie.toString('hex')} ${user.domain}\\${user.user}`
}
