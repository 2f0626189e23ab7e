import { BlockList, isIPv6 } from 'node:net'
import { splitRange } from '../topology/schema/values.ts'
import { plainAddress } from './ip-address.ts'

/** The proxies in front that are believed. */
export interface TrustedAddresses {
  has(address: string): boolean
}

/** @param trusted addresses, and ranges such as `10.0.0.0/8`, as the plan has them */
export function trustedAddresses(trusted: readonly string[]): TrustedAddresses {
  const single = new Set(trusted.map(plainAddress))
  const ranges = trusted.flatMap((text) => splitRange(text) ?? [])
  // The usual case, asked for every request.
  if (ranges.length === 0) return single
  const list = new BlockList()
  for (const { address, prefix } of ranges) list.addSubnet(address, prefix, familyOf(address))
  return { has: (address) => single.has(address) || list.check(address, familyOf(address)) }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
