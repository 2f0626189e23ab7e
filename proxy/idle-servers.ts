import { headerValue, type RawHeaders } from '../http1/index.ts'
import { type Member, takesBound } from './member.ts'
import type { ServerConnection, ServerKeeper } from './server-connection.ts'
import type { Ticker, Watched } from './ticker.ts'

// IIS closes idle connections after 120 s; well below it, few requests meet a connection that is just being closed.
const restMilliseconds = 60_000
const mostPerMember = 256

/** The connections of one farm that wait for a request: kept by server, the last used taken first. */
export class IdleServers implements ServerKeeper, Watched {
  readonly #ticker: Ticker
  readonly #byMember = new Map<Member, ServerConnection[]>()
  #count = 0
  #closed = false

  constructor(ticker: Ticker) {
    this.#ticker = ticker
  }

  /** A connection to the member that was checked for that name, or undefined. */
  take(member: Member, serverName: string | undefined): ServerConnection | undefined {
    const connections = this.#byMember.get(member)
    if (connections === undefined) return undefined
    for (let at = connections.length - 1; at >= 0; at--) {
      const connection = connections[at]
      if (connection === undefined || connection.serverName !== serverName || !connection.usable) continue
      connections.splice(at, 1)
      this.#removed(connection)
      return connection
    }
    return undefined
  }

  /** Takes in a connection whose exchange is over. `headers` are the answer's: Keep-Alive may say how long it lasts. */
  put(connection: ServerConnection, headers: RawHeaders): void {
    let connections = this.#byMember.get(connection.member)
    if (connections === undefined) {
      connections = []
      this.#byMember.set(connection.member, connections)
    }
    connection.restLimit = restLimit(headers)
    const unwanted = this.#closed || connection.restLimit <= 0 || !takesBound(connection.member)
    if (unwanted || !connection.usable) {
      connection.destroy()
      return
    }
    if (connections.length >= mostPerMember) this.#dropOldest(connections)
    connection.restingSince = this.#ticker.now
    connection.rest(this)
    connections.push(connection)
    connection.member.counters.connectionsAtRest++
    if (this.#count++ === 0) this.#ticker.watch(this)
  }

  serverLost(connection: ServerConnection): void {
    const connections = this.#byMember.get(connection.member)
    const at = connections?.indexOf(connection) ?? -1
    if (at === -1) return
    connections?.splice(at, 1)
    this.#removed(connection)
  }

  check(now: number): void {
    for (const connections of this.#byMember.values()) {
      for (const connection of connections) {
        if (now - connection.restingSince > connection.restLimit) connection.destroy()
      }
    }
  }

  /** Closes what rests here of a server that gets no more requests. */
  closeTo(member: Member): void {
    for (const connection of this.#byMember.get(member) ?? []) connection.destroy()
  }

  /** Closes what rests here, and whatever is put here later. */
  close(): void {
    this.#closed = true
    for (const connections of this.#byMember.values()) for (const connection of connections) connection.destroy()
  }

  /** The one that rested longest makes room: it may be for a name that nobody asks for any more. */
  #dropOldest(connections: ServerConnection[]): void {
    const oldest = connections.shift()
    if (oldest === undefined) return
    this.#removed(oldest)
    oldest.destroy()
  }

  #removed({ member }: ServerConnection): void {
    member.counters.connectionsAtRest--
    if (--this.#count === 0) this.#ticker.unwatch(this)
  }
}

/** `Keep-Alive: timeout=5` means that the server closes after 5 s; a second is left for the way there. */
function restLimit(headers: RawHeaders): number {
  const seconds = /(?:^|[,\s])timeout=(\d{1,9})/i.exec(headerValue(headers, 'keep-alive') ?? '')?.[1]
  return seconds === undefined ? restMilliseconds : Math.min(restMilliseconds, (Number(seconds) - 1) * 1000)
}
