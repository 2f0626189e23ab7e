import type { Socket } from 'node:net'
import type { Endpoint } from '../topology/lab-plan.ts'

/** A connection that a client has opened, whatever comes of it. */
export class Incoming {
  /** Counted from 1 over the whole edge. */
  readonly number: number
  /** The TCP connection. */
  readonly raw: Socket
  /** Address and port of the client as the edge is to see them. */
  readonly client: Endpoint
  /** Called when the edge begins to drain; without one, the connection is left to end by itself. */
  onDrain: (() => void) | undefined
  /** TLS over `raw`, once it stands. */
  secure: Socket | undefined

  constructor(number: number, raw: Socket, client: Endpoint) {
    this.number = number
    this.raw = raw
    this.client = client
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
