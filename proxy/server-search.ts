import { CauseError, failureCause } from '../base/failure-cause.ts'
import type { BoundRequest } from './affinity/index.ts'
import { connectServer } from './connect-server.ts'
import type { EdgeRun } from './edge-run.ts'
import type { Farm } from './farm.ts'
import type { IdleServers } from './idle-servers.ts'
import { isPaused, noteSuccess } from './live-failures.ts'
import { isFull, type Member } from './member.ts'
import { countCause } from './metrics/counters.ts'
import type { ProxiedEnds } from './proxy-protocol/index.ts'
import { ServerConnection } from './server-connection.ts'
import { SharedRead } from './shared-read.ts'
import type { Waiting } from './waiting-line.ts'
import { whyUnreachable } from './why-no-server.ts'

/** What a request says about the server that it wants. */
export interface Searcher extends BoundRequest {
  /** Of the client's connection, for a server that is to be told. */
  readonly ends: ProxiedEnds
  /** Connections at rest that it may use. */
  readonly idle: IdleServers
  /** The connection that it must go on, if there is one that still will do. */
  pinned(): ServerConnection | undefined
  /** @param milliseconds that connecting took; 0 for a kept connection */
  found(server: ServerConnection, milliseconds: number): void
  /** A server is about to be tried. @param waited milliseconds in the farm's line; undefined when there was no need */
  trying(member: Member, waited: number | undefined): void
  /** No server is in use. */
  none(): void
  /** All servers are full; `what` says why it does not wait, or no longer. */
  overloaded(what: string): void
  /** The last server tried cannot be reached. */
  unreachable(error: unknown): void
}

/**
 * Finds a request its server, and a connection to it: one at rest or a new one. When all servers are full, it waits in the
 * farm's line. When a connection is refused, others are tried. While it holds a member, that counts one request more in flight.
 */
export class ServerSearch implements Waiting {
  readonly #run: EdgeRun
  readonly #farm: Farm
  readonly #searcher: Searcher
  #member: Member | undefined
  /** Whether this request shows whether its server is back. */
  #trial = false
  /** The servers that failed; undefined for most requests. */
  #tried: Set<Member> | undefined
  /** Milliseconds spent on connections that did not come about, and why the last one did not. */
  #spent = 0
  #error: unknown
  /** When it joined the line, by `performance.now()`. */
  #joinedAt: number | undefined
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
    if (this.tryNow()) return
    const { line, plan } = this.#farm
    const { most, wait } = plan.queue
    if (line.length < most) this.#join(wait)
    else this.#searcher.overloaded(most === 0 ? 'none may wait' : `${most} requests wait already`)
  }

  tryNow(): boolean {
    const pinned = this.#searcher.pinned()
    if (pinned !== undefined) {
      if (isFull(pinned.member)) return false
      this.#hold(pinned.member)
      pinned.member.counters.connectionsReused++
      this.#searcher.found(pinned, 0)
      return true
    }
    const member = this.#farm.choose(this.#searcher, this.#tried)
    if (member !== undefined) this.#goTo(member)
    else if (this.#farm.mayWait(this.#searcher, this.#tried)) return false
    else if (this.#error === undefined) this.#searcher.none()
    else this.#searcher.unreachable(this.#error)
    return true
  }

  waitedTooLong(): void {
    this.#searcher.overloaded(`none had room within ${this.#farm.plan.queue.wait} ms`)
  }

  /** A new connection to the same server: those at rest may be as stale as the one that just failed. */
  again(): void {
    if (this.#member !== undefined) void this.#connect(this.#member)
  }

  /**
   * Leaves the server that failed for another one.
   * @returns false when there is none left, or no retry; then it still holds the member
   */
  elsewhere(): boolean {
    const failed = this.#member
    const { line, plan } = this.#farm
    if (failed === undefined || (this.#tried?.size ?? 0) >= plan.retries) return false
    // One that does not answer takes all of the connect time; it must not cost the request its second chance.
    if (this.#tried !== undefined && this.#spent >= plan.timeouts.connect) return false
    this.#tried ??= new Set()
    this.#tried.add(failed)
    const other = this.#farm.choose(this.#searcher, this.#tried)
    const waits =
      other === undefined && line.length < plan.queue.most && this.#farm.mayWait(this.#searcher, this.#tried)
    if (other === undefined && !waits) return false
    failed.counters.retries++
    this.#release()
    if (other === undefined) this.#join(plan.queue.wait)
    else this.#goTo(other)
    line.move()
    return true
  }

  /** Ends the search, and gives the member back. */
  end(): void {
    this.#over = true
    this.#dialling?.abort()
    this.#farm.line.leave(this)
    this.#release()
    this.#farm.line.move()
  }

  #goTo(member: Member): void {
    this.#hold(member)
    const idle = this.#searcher.idle.take(member, this.#farm.serverName(this.#searcher.host, member))
    if (idle === undefined) {
      void this.#connect(member)
      return
    }
    member.counters.connectionsReused++
    this.#searcher.found(idle, 0)
  }

  async #connect(member: Member): Promise<void> {
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
      const gone = this.#over ? undefined : whyGone(server)
      if (this.#over || gone !== undefined) server.destroy()
      if (this.#over) return
      if (gone !== undefined) this.#refused(gone)
      else {
        if (this.#farm.mode === 'passthrough') noteSuccess(member)
        this.#searcher.found(server, performance.now() - began)
      }
    } catch (error) {
      if (this.#over) return
      // Once the connection stood, the fault is not the server's, and another would not help.
      if (server !== undefined) this.#searcher.unreachable(error)
      else {
        this.#spent += performance.now() - began
        countCause(member.counters.connectFailures, failureCause(error))
        this.#farm.failedAt(member, whyUnreachable(error).what)
        this.#refused(error)
      }
    }
  }

  #refused(error: unknown): void {
    this.#error = error
    if (!this.elsewhere()) this.#searcher.unreachable(error)
  }

  #hold(member: Member): void {
    this.#member = member
    member.inFlight++
    member.requests++
    if (isPaused(member) && !member.onTrial) {
      member.onTrial = true
      this.#trial = true
    }
    this.#searcher.trying(member, this.#joinedAt === undefined ? undefined : performance.now() - this.#joinedAt)
  }

  #join(wait: number): void {
    this.#joinedAt ??= performance.now()
    this.#farm.line.join(this, wait)
  }

  #release(): void {
    const member = this.#member
    if (member === undefined) return
    this.#member = undefined
    member.inFlight--
    if (this.#trial) {
      member.onTrial = false
      this.#trial = false
    }
  }
}

/** Why a connection that was just opened is of no use already. */
function whyGone({ member, usable }: ServerConnection): CauseError | undefined {
  if (member.state === 'offline') return new CauseError('server-offline', 'it was taken offline')
  return usable ? undefined : new CauseError('reset', 'it closed the connection at once')
}
