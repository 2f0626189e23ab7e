// Where the clients of a command stand: a lab of their own, a lab that runs already, or the real network.

import type { HopRecord } from '../../base/trace.ts'
import type { Vantage, VantagePoint } from '../../base/vantage-point.ts'
import type { Credentials } from '../../clients/types.ts'

export interface ClientNetwork {
  /** The lab's topology; undefined on the real network. */
  readonly topology: string | undefined
  readonly from: VantagePoint
  /** The same network from the other vantage; undefined on the real one. */
  readonly other: VantagePoint | undefined
  /** The users that the network is known to have. */
  readonly users: readonly Credentials[]
  /** Mail domain, where it is known. */
  readonly domain: string | undefined
  /** Host name of Exchange for this vantage, where it is known. */
  readonly mailHost: string | undefined
  readonly record: (hop: HopRecord) => void
  readonly trace: ((requestId: string) => Promise<readonly HopRecord[]>) | undefined
  /** Kept once a server holds a request; undefined where no server says so. */
  readonly whenHeld: ((requestId: string) => Promise<void>) | undefined
}

/** Which network, as the options of a command say it. */
export interface NetworkOptions {
  readonly topology?: string
  readonly state?: string
  readonly target?: string
  readonly from: Vantage
  readonly ca?: string
  readonly resolver?: string
  readonly connect: readonly string[]
}
