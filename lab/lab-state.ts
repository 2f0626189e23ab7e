// The JSON of `bridgehead up --state FILE`: how programs outside reach the lab.

import { endpointText } from '../base/endpoint-text.ts'
import { resolveAddresses } from '../base/resolve-addresses.ts'
import type { VantagePoint } from '../base/vantage-point.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import type { Fabric } from './fabric.ts'
import type { Entries } from './types.ts'

/**
 * Where each published name and port of a vantage ends up on loopback. The names are those that the DNS zones hold; each
 * is resolved as a client of that vantage would, and counts where the address can be reached from there.
 */
export async function entriesOf(from: VantagePoint, plan: LabPlan, fabric: Fabric): Promise<Entries> {
  const entries: Record<string, string> = {}
  const all = fabric.endpoints().toSorted((a, b) => a.endpoint.port - b.endpoint.port)
  for (const name of addressNames(plan)) {
    // A name that leads nowhere from here is not published here.
    const addresses = await resolveAddresses(from, name).catch((): string[] => [])
    for (const address of addresses.filter((address) => fabric.reaches(from.vantage, address))) {
      for (const { endpoint, port } of all) {
        if (endpoint.address === address) entries[`${name}:${endpoint.port}`] ??= `127.0.0.1:${port}`
      }
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
        own[endpointText(endpoint)] = `127.0.0.1:${port}`
      }
    }
    all[host.name] = own
  }
  return all
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
