// What the parts of one Exchange server share.

import type { KeyPair } from '../base/key-pair.ts'
import type { ExchangePlan } from '../topology/lab-plan.ts'
import type { VdirName } from '../topology/schema/exchange.ts'
import type { AppPools } from './iis/app-pools.ts'
import type { Configuration } from './iis/configuration.ts'
import type { ExchangeSetup, MockSurroundings } from './types.ts'

export interface ExchangeServer {
  readonly setup: ExchangeSetup
  readonly plan: ExchangePlan
  readonly surroundings: MockSurroundings
  readonly configuration: Configuration
  readonly pools: AppPools
  /** NetBIOS name: the first label of the fqdn in capitals, 15 characters at most. */
  readonly netbiosName: string
  /** Key pair that the Default Web Site shows now. */
  frontEndKey(): KeyPair
  /** Whether Managed Availability has taken the protocol's proxy component offline. */
  isOffline(vdir: VdirName): boolean
}

/** NetBIOS computer name of a server. */
export function netbiosNameOf(fqdn: string): string {
  return (fqdn.split('.')[0] ?? fqdn).slice(0, 15).toUpperCase()
}
