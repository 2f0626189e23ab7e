import type { BoundRequest } from './affinity/index.ts'
import { connectServer } from './connect-server.ts'
import type { EdgeRun } from './edge-run.ts'
import type { Farm } from './farm.ts'
import type { IdleServers } from './idle-servers.ts'
import type { Member } from './member.ts'
import type { ProxiedEnds } from './proxy-protocol/index.ts'
import { ServerConnection } from './server-connection.ts'
import { SharedRead } from './shared-read.ts'

/** What a request says about the server that it wants. */
export interface Searcher extends BoundRequest {
  /** Of the client's connection, for a server that is to be told. */
  readonly ends: ProxiedEnds
  /** Connections at rest that it may use. */
  readonly idle: IdleServers
  /** @param milliseconds that connecting took; 0 for a kept connection */
  found(server: ServerConnection, milliseconds: number): void
  /** A server is about to be tried. */
  trying(member: Member): void
  /** No server is healthy. */
  none(): void
  /** The last server tried cannot be reached. */
  unreachable(error: unknown): void
}

/**
 * Finds a request its server, and a connection to it: one at rest or a new one. When the connection is refused, another
 * server is tried, once. While it holds a member, that counts one request more in flight.
 */
export class ServerSearch {
  readonly #run: EdgeRun
  readonly #farm: Farm
  readonly #searcher: Searcher
  #member: Member | undefined
  #dialling: AbortController | undefined
  #over = false

  constructor(run: EdgeRun, farm: Farm, searcher: Searcher) {
    this.#run = run
    this.#farm = farm
    this.#searcher = searcher
  }

  /** The server that was settled for. */
  get member(): Member | undefined {
    return this.#member
  }

  start(): void {
    const member = this.#farm.choose(this.#searcher)
    if (member === undefined) this.#searcher.none()
    else this.#goTo(member, true)
  }

  /** Settles for a connection that the request already has. */
  take(server: ServerConnection): void {
    this.#hold(server.member)
    this.#searcher.found(server, 0)
  }

  /** A new connection to the same server: those at rest may be as stale as the one that just failed. */
  again(): void {
    if (this.#member !== undefined) void this.#connect(this.#member, true)
  }

  /** Ends the search, and gives the member back. */
  end(): void {
    this.#over = true
    this.#dialling?.abort()
    this.#release()
  }

  #goTo(member: Member, mayChange: boolean): void {
    this.#hold(member)
    const idle = this.#searcher.idle.take(member, this.#farm.serverName(this.#searcher.host, member))
    if (idle === undefined) void this.#connect(member, mayChange)
    else this.#searcher.found(idle, 0)
  }

  async #connect(member: Member, mayChange: boolean): Promise<void> {
    const { surroundings, ticker } = this.#run
    const began = performance.now()
    const serverName = this.#farm.serverName(this.#searcher.host, member)
    const route = this.#farm.route(member, serverName, this.#searcher.ends)
    let server: ServerConnection | undefined
    this.#dialling = new AbortController()
    try {
      const read = this.#farm.mode === 'offload' ? new SharedRead() : undefined
      const socket = await connectServer(route, surroundings.dial, ticker, this.#dialling, read?.options)
      this.#dialling = undefined
      server = new ServerConnection(socket, this.#run.nextServerConnection(), member, { serverName, read })
      if (this.#over) server.destroy()
      else this.#searcher.found(server, performance.now() - began)
    } catch (error) {
      // Once the connection stood, the fault is not the server's, and another would not help.
      if (!this.#over) this.#refused(member, mayChange && server === undefined, error)
    }
  }

  #refused(member: Member, mayChange: boolean, error: unknown): void {
    const other = mayChange ? this.#farm.choose(this.#searcher, new Set([member])) : undefined
    if (other === undefined) this.#searcher.unreachable(error)
    else {
      this.#release()
      this.#goTo(other, false)
    }
  }

  #hold(member: Member): void {
    this.#member = member
    member.inFlight++
    member.requests++
    this.#searcher.trying(member)
  }

  #release(): void {
    if (this.#member !== undefined) this.#member.inFlight--
    this.#member = undefined
  }
}
