import type { Socket } from 'node:net'
import type { Endpoint } from '../topology/edge-plan.ts'
import type { Farm } from './farm.ts'
import type { ClientTls } from './headers/index.ts'
import type { IdleServers } from './idle-servers.ts'
import type { ProxiedEnds } from './proxy-protocol/index.ts'
import type { ServerConnection } from './server-connection.ts'
import type { TrailConnection } from './trail.ts'

/** A client's connection, as an exchange on it sees it. */
export interface ClientSide {
  /** Counted from 1 over the whole edge. */
  readonly number: number
  readonly endpoint: Endpoint
  /** With the address that it connected to. */
  readonly ends: ProxiedEnds
  /** The same facts and more, for the record. */
  readonly connection: TrailConnection
  readonly tls: ClientTls | undefined
  /** Writes the parts as one, copied where they are borrowed and have to wait; false: wait for `clientDrain`. */
  write(parts: readonly Buffer[], borrowed?: boolean): boolean
  /** Gives the exchange what was read already, and looks anew whether to read on. */
  pump(): void
  /** The exchange is over. `keep`: the connection may serve another. */
  exchangeOver(keep: boolean): void
  /**
   * Ends the connection within an answer, so that nobody can take it for whole.
   * @param reset break it off, because an orderly end would be the end of the answer
   */
  cut(reset: boolean): void
  /** Hands over the socket and the bytes read already, for a tunnel. */
  release(): { readonly socket: Socket; readonly bytes: Buffer }
  /** Where connections to a farm's servers rest that were opened in the name of this client. */
  ownServers(farm: Farm): IdleServers
  /** The server connection that belongs to this client alone, by farm and name. */
  pinned(key: string): ServerConnection | undefined
  /** Keeps a server connection for this client alone, until either closes. */
  pin(key: string, connection: ServerConnection): void
}
