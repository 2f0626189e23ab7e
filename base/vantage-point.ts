import type { OnReadOpts, Socket } from 'node:net'
import type { DnsAnswer, DnsType } from './dns-answer.ts'

/** Where a client stands: on the internet or on the intranet. It decides the resolver and what can be reached. */
export type Vantage = 'internet' | 'intranet'

export const vantages: readonly Vantage[] = ['internet', 'intranet']

/**
 * Opens a TCP connection to an address and port. The lab's goes through its fabric, a standalone program's straight to
 * the network. The promise is kept once the connection stands.
 * @param reading how the connection is to be read instead of by 'data' events, as for `net.connect`
 * @throws an error with a system code (ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT …), see `failureCause`.
 */
export type Dial = (address: string, port: number, signal?: AbortSignal, reading?: OnReadOpts) => Promise<Socket>

/**
 * Opens a connection to an address and port of the lab that are served within this process, with no socket between: HTTP over
 * it is plain, whatever the port has for others. @throws as `Dial`
 */
export type Link = (address: string, port: number) => Socket

/** All that a client needs of the world: its DNS, its network, the authorities it trusts. */
export interface VantagePoint {
  readonly vantage: Vantage
  readonly resolve: (name: string, type: DnsType, signal?: AbortSignal) => Promise<DnsAnswer>
  readonly dial: Dial
  /** PEM of the authorities trusted; nothing else is. */
  readonly trust: readonly string[]
}
