// The JSON of `bridgehead up --state FILE`: how programs outside reach the lab.

import { isIPv6 } from 'node:net'
import type { Vantage, VantagePoint } from '../base/vantage-point.ts'
import type { Endpoint, LabPlan } from '../topology/lab-plan.ts'
import type { Fabric } from './fabric.ts'
import type { Entries } from './types.ts'

/**
 * Where each published name and port of a vantage ends up on loopback. The names are those that the DNS zones hold; each
 * is resolved as a client of that vantage would, and counts where the address can be reached from there.
 */
export async function entriesOf(
  from: VantagePoint,
  plan: LabPlan,
  fabric: Fabric,
  withoutHairpin: ReadonlySet<string>,
): Promise<Entries> {
  const entries: Record<string, string> = {}
  for (const name of addressNames(plan)) {
    const answer = await from.resolve(name, 'A')
    const address = answer.records.findLast((record) => record.type === 'A')?.value
    if (address === undefined || !reachable(from.vantage, address, plan, withoutHairpin)) continue
    for (const { endpoint, port } of fabric.endpoints()) {
      if (endpoint.address === address) entries[`${name}:${endpoint.port}`] = `127.0.0.1:${port}`
    }
  }
  return entries
}

/** Every endpoint of every host, by host name. */
export function hostEntries(plan: LabPlan, fabric: Fabric): Record<string, Entries> {
  const all: Record<string, Record<string, string>> = {}
  for (const host of plan.hosts.values()) {
    const own: Record<string, string> = {}
    for (const { endpoint, port } of fabric.endpoints()) {
      if (endpoint.address === host.internet || endpoint.address === host.intranet) {
        own[formatEndpoint(endpoint)] = `127.0.0.1:${port}`
      }
    }
    all[host.name] = own
  }
  return all
}

/** `address:port`, IPv6 in brackets. */
function formatEndpoint({ address, port }: Endpoint): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`
}

function addressNames(plan: LabPlan): string[] {
  const names = new Set<string>()
  for (const { zones } of Object.values(plan.dns)) {
    for (const { origin, records } of zones) {
      for (const record of records) {
        const leadsToAddress = 'a' in record || 'cname' in record
        if (leadsToAddress && !record.name.includes('*'))
          names.add(record.name === '@' ? origin : `${record.name}.${origin}`)
      }
    }
  }
  return [...names].sort()
}

function reachable(vantage: Vantage, address: string, plan: LabPlan, withoutHairpin: ReadonlySet<string>): boolean {
  const hosts = [...plan.hosts.values()]
  if (vantage === 'internet') return hosts.some((host) => host.internet === address)
  return !withoutHairpin.has(address)
}
