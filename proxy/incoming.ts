import type { Socket } from 'node:net'
import type { Endpoint } from '../topology/edge-plan.ts'
import type { ListenerCounters } from './metrics/counters.ts'
import type { ProxiedEnds } from './proxy-protocol/index.ts'

/** A connection that a client has opened, whatever comes of it. */
export class Incoming {
  /** Counted from 1 over the whole edge. */
  readonly number: number
  /** The TCP connection. */
  readonly raw: Socket
  /** Of the listener that it came in at. */
  readonly counters: ListenerCounters
  /** Address and port of the client, and those that it connected to, as the edge is to see them. */
  ends: ProxiedEnds
  /** Bytes of the PROXY header in front. */
  headerBytes = 0
  /** The name in the TLS hello, where that was looked at. */
  serverName: string | undefined
  /** Called when the edge begins to drain; without one, the connection is left to end by itself. */
  onDrain: (() => void) | undefined
  /** TLS over `raw`, once it stands. */
  secure: Socket | undefined

  constructor(number: number, raw: Socket, ends: ProxiedEnds, counters: ListenerCounters) {
    this.number = number
    this.raw = raw
    this.ends = ends
    this.counters = counters
  }

  /** The client as the edge is to see it. */
  get client(): Endpoint {
    return this.ends.source
  }

  /** Where the client reached the edge. */
  get local(): Endpoint {
    return this.ends.destination
  }

  /** Whether the client has not said anything yet. */
  get silent(): boolean {
    return this.raw.bytesRead <= this.headerBytes
  }

  destroy(): void {
    this.secure?.destroy()
    this.raw.destroy()
  }

  /** Breaks the connection off: the client sees a reset and not an orderly end. */
  reset(): void {
    this.raw.resetAndDestroy()
    this.secure?.destroy()
  }
}
