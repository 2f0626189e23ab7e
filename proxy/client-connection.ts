// A client's connection that speaks HTTP: one exchange after the other, in order (RFC 9112 section 9.3.2).
//
//   bytes ──> head ──> exchange ──> body … ──> answer ──┐
//     ^                                                 │
//     └────────────── pipelined bytes wait here <───────┘

import type { Socket } from 'node:net'
import {
  checkRequestBeginning,
  findHeadEnd,
  HttpSyntaxError,
  parseRequestHead,
  type RequestHead,
} from '../http1/index.ts'
import type { Endpoint } from '../topology/edge-plan.ts'
import { clientLimits } from './client-limits.ts'
import type { ClientSide } from './client-side.ts'
import type { EdgeRun } from './edge-run.ts'
import { Exchange } from './exchange.ts'
import type { Farm } from './farm.ts'
import type { ClientTls } from './headers/index.ts'
import type { IdleServers } from './idle-servers.ts'
import type { Incoming } from './incoming.ts'
import { Linger } from './linger.ts'
import { OwnServers } from './own-servers.ts'
import type { ProxiedEnds } from './proxy-protocol/index.ts'
import { ReadRequest } from './read-request.ts'
import { refuse } from './refuse.ts'
import { RepeatedHead } from './repeated-head.ts'
import type { ServerConnection, ServerKeeper } from './server-connection.ts'
import type { Watched } from './ticker.ts'
import { writeParts } from './write-parts.ts'

const empty: Buffer = Buffer.alloc(0)

export class ClientConnection implements ClientSide, ServerKeeper, Watched {
  readonly number: number
  readonly endpoint: Endpoint
  readonly ends: ProxiedEnds
  readonly connection: Incoming
  readonly tls: ClientTls | undefined
  readonly #run: EdgeRun
  readonly #socket: Socket
  readonly #pins = new Map<string, ServerConnection>()
  readonly #own: OwnServers
  readonly #lastHead = new RepeatedHead<ReadRequest>()
  #exchange: Exchange | undefined
  #bytes: Buffer = empty
  #searched = 0
  #state: 'open' | 'lingering' | 'gone' = 'open'
  #paused = false
  #pumping = false
  #ended = false
  /** Whether a connection that the client had logged on to is gone. */
  #lostPin = false
  /** When the present state began: idle, a head in parts, or the client's end. */
  #since: number
  /** Once its end has been sent. */
  #linger: Linger | undefined

  readonly #onData = (chunk: Buffer): void => {
    if (this.#state !== 'open') return
    if (this.#exchange === undefined && this.#bytes.length === 0) this.#since = this.#run.ticker.now
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    this.pump()
  }
  readonly #onDrain = (): void => {
    this.#exchange?.clientDrain()
    this.pump()
  }
  readonly #onEnd = (): void => {
    this.#ended = true
    this.#since = this.#run.ticker.now
    // Within TLS nobody ends only one side: the client is gone.
    if (this.#exchange !== undefined && !this.#exchange.answered && !this.#socket.allowHalfOpen) this.#vanish()
    else this.pump()
  }
  readonly #onClose = (): void => this.#vanish()

  constructor(run: EdgeRun, incoming: Incoming, socket: Socket, tls: ClientTls | undefined) {
    this.#run = run
    this.#own = new OwnServers(run)
    this.#socket = socket
    this.number = incoming.number
    this.ends = incoming.ends
    this.endpoint = incoming.client
    this.connection = incoming
    this.tls = tls
    this.#since = run.ticker.now
    incoming.onDrain = () => {
      if (this.#exchange === undefined) this.#close()
    }
    // What broke the connection does not matter: 'close' follows.
    socket.on('error', () => {})
    socket.on('close', this.#onClose).on('end', this.#onEnd).on('drain', this.#onDrain).on('data', this.#onData)
    run.ticker.watch(this)
  }

  write(parts: readonly Buffer[], borrowed = false): boolean {
    return writeParts(this.#socket, parts, borrowed)
  }

  pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    while (this.#state === 'open' && this.#step());
    this.#pumping = false
    if (this.#state !== 'open') return
    this.#exchange?.flush()
    if (this.#ended) this.#seeToEnd()
    if (this.#state === 'open') this.#readOrPause()
  }

  exchangeOver(keep: boolean): void {
    this.#exchange = undefined
    this.#since = this.#run.ticker.now
    if (!keep || this.#lostPin || this.#run.draining) this.#close()
    else this.pump()
  }

  cut(reset: boolean): void {
    this.#exchange = undefined
    if (reset) this.connection.reset()
    else this.#close()
  }

  release(): { readonly socket: Socket; readonly bytes: Buffer } {
    const bytes = this.#bytes
    this.#leave()
    this.#socket.off('close', this.#onClose).off('end', this.#onEnd)
    this.#socket.off('drain', this.#onDrain).off('data', this.#onData)
    this.#socket.pause()
    return { socket: this.#socket, bytes }
  }

  ownServers(farm: Farm): IdleServers {
    return this.#own.of(farm)
  }

  pinned(key: string): ServerConnection | undefined {
    return this.#pins.get(key)
  }

  pin(key: string, connection: ServerConnection): void {
    const before = this.#pins.get(key)
    this.#pins.set(key, connection)
    if (before !== connection) before?.destroy()
    connection.rest(this)
  }

  /**
   * A pinned connection closed between two exchanges; the client must not believe that it is still authenticated. An
   * exchange with another farm, or one that waits for a server, is not its fault and ends first.
   */
  serverLost(connection: ServerConnection): void {
    if (![...this.#pins.values()].includes(connection)) return
    if (this.#exchange === undefined) this.#close()
    else this.#lostPin = true
  }

  check(now: number): void {
    const { header, idle } = this.#run.active.plan.timeouts
    if (this.#linger !== undefined) {
      if (this.#linger.isOver(now, this.#socket.writableLength, idle)) this.connection.destroy()
      return
    }
    const elapsed = now - this.#since
    if (this.#exchange !== undefined) {
      const still = Math.min(elapsed, now - this.#exchange.lastMove)
      if (this.#ended && still > clientLimits.afterEnd) this.#vanish()
      else this.#exchange.check(now)
    } else if (this.#bytes.length > 2) {
      if (elapsed > header) this.#refuse(undefined, 408, `no whole head within ${header} ms`)
    } else if (elapsed > idle) this.#close()
  }

  /** Does what can be done with the bytes at hand; false when nothing more can. */
  #step(): boolean {
    const bytes = this.#bytes
    if (bytes.length === 0) return false
    if (this.#exchange !== undefined) {
      if (!this.#exchange.wantsBody) return false
      this.#bytes = empty
      const rest = this.#exchange.requestData(bytes)
      this.#bytes = rest.length === 0 ? empty : rest
      return true
    }
    // A client that sends on without reading its answers has to wait.
    if (this.#socket.writableNeedDrain) return false
    return this.#begin(bytes)
  }

  #begin(bytes: Buffer): boolean {
    const { requestLimits } = this.#run.active
    const same = this.#searched === 0 ? this.#lastHead.match(bytes) : undefined
    // A reload may have brought other limits.
    if (same !== undefined && same.limits === requestLimits) {
      this.#start(same, bytes.subarray(this.#lastHead.length))
      return true
    }
    let head: RequestHead | undefined
    try {
      const end = findHeadEnd(bytes, this.#searched)
      if (end === -1) {
        checkRequestBeginning(bytes, this.#searched, requestLimits)
        this.#searched = bytes.length
        return false
      }
      head = parseRequestHead(bytes.subarray(0, end), requestLimits)
      const request = new ReadRequest(head, requestLimits)
      this.#lastHead.keep(bytes.subarray(0, end), request)
      this.#start(request, bytes.subarray(end))
      return true
    } catch (error) {
      if (!(error instanceof HttpSyntaxError)) throw error
      this.#refuse(head, error.status, error.reason)
      return false
    }
  }

  #start(request: ReadRequest, rest: Buffer): void {
    // An empty piece would hold on to the whole.
    this.#bytes = rest.length === 0 ? empty : rest
    this.#searched = 0
    this.#exchange = new Exchange(this.#run, this, request)
    this.#exchange.begin()
  }

  #refuse(head: RequestHead | undefined, status: number, reason: string): void {
    this.write(refuse(this.#run, this, { head, status, reason }))
    this.#close()
  }

  /** Pauses the client while the server takes no more, or while too much waits for its turn. */
  #readOrPause(): void {
    const waiting = this.#exchange !== undefined || this.#socket.writableNeedDrain
    const pause = this.#exchange?.blocked === true || (waiting && this.#bytes.length > clientLimits.waitingBytes)
    if (pause === this.#paused) return
    this.#paused = pause
    if (pause) this.#socket.pause()
    else this.#socket.resume()
  }

  /**
   * Ends our side, and reads on for a while without looking at it: to close with bytes unread would be a reset, which can
   * take the answer away from the client before it was read (RFC 9112 section 9.6).
   */
  #close(): void {
    if (this.#state !== 'open') return
    this.#state = 'lingering'
    this.#linger = new Linger(this.#run.ticker.now)
    this.#bytes = empty
    this.#dropPins()
    this.#socket.end()
    this.#socket.resume()
  }

  /** The client sends no more, but may wait for the answers to what it has sent. */
  #seeToEnd(): void {
    const exchange = this.#exchange
    if (exchange === undefined) {
      // Requests that came whole are answered as soon as the client takes the answers before them.
      if (this.#bytes.length === 0 || !this.#socket.writableNeedDrain) this.#close()
    } else if (exchange.answered) this.#leaveExchange()
    else if (!exchange.requestDone && (exchange.wantsBody || this.#bytes.length === 0)) this.#vanish()
  }

  /** Ends in order; what is left of an exchange, the rest of a request, is given up. */
  #leaveExchange(): void {
    const exchange = this.#exchange
    this.#exchange = undefined
    this.#close()
    exchange?.abandon()
  }

  /** The client is gone, or as good as gone. */
  #vanish(): void {
    const exchange = this.#exchange
    this.#exchange = undefined
    this.#leave()
    exchange?.abandon()
    this.connection.destroy()
  }

  #leave(): void {
    this.#state = 'gone'
    this.#bytes = empty
    this.connection.onDrain = undefined
    this.#run.ticker.unwatch(this)
    this.#dropPins()
  }

  #dropPins(): void {
    const pins = [...this.#pins.values()]
    this.#pins.clear()
    for (const connection of pins) connection.destroy()
    this.#own.close()
  }
}
