// What a client of a vantage finds in DNS, worked out from the plan without a server.

import type { Vantage } from '../../../base/vantage-point.ts'
import type { LabPlan, ZonePlan } from '../../lab-plan.ts'
import { normalAddress } from '../../plan/addresses.ts'
import { recordName } from '../../plan/dns.ts'
import type { DnsRecord } from '../../schema/dns.ts'

// A chain of aliases longer than this is a circle.
const maxAliases = 8

/** The records of a name as that vantage's server gives them, a wildcard's included; none when there is no such name. */
export function recordsOf(plan: LabPlan, vantage: Vantage, name: string): readonly DnsRecord[] {
  const wanted = name.toLowerCase()
  const zone = zoneOf(plan.dns[vantage].zones, wanted)
  if (zone === undefined) return plan.dns[vantage].forward ? recordsOf(plan, 'internet', wanted) : []
  const exact = zone.records.filter((record) => recordName(record, zone.origin) === wanted)
  if (exact.length > 0) return exact
  const wildcard = `*${wanted.slice(wanted.indexOf('.'))}`
  return zone.records.filter((record) => recordName(record, zone.origin) === wildcard)
}

/** The addresses of a name, through aliases. */
export function addressesOf(plan: LabPlan, vantage: Vantage, name: string, aliases = 0): readonly string[] {
  return recordsOf(plan, vantage, name).flatMap((record) => {
    if ('a' in record) return [record.a]
    if ('aaaa' in record) return [normalAddress(record.aaaa)]
    if ('cname' in record && aliases < maxAliases) return addressesOf(plan, vantage, record.cname, aliases + 1)
    return []
  })
}

/** A record with the zone and the place in the file that it was written in. */
export interface WrittenRecord {
  readonly record: DnsRecord
  /** Full name, in lower case. */
  readonly name: string
  readonly vantage: Vantage
  readonly path: readonly (string | number)[]
}

/** Every record of both DNS servers. */
export function* writtenRecords(
  topologyDns: {
    readonly [V in Vantage]: { readonly zones: Readonly<Record<string, { readonly records: readonly DnsRecord[] }>> }
  },
): Generator<WrittenRecord> {
  for (const vantage of ['internet', 'intranet'] as const) {
    for (const [origin, zone] of Object.entries(topologyDns[vantage].zones)) {
      for (const [index, record] of zone.records.entries()) {
        const path = ['dns', vantage, 'zones', origin, 'records', index]
        yield { record, name: recordName(record, origin), vantage, path }
      }
    }
  }
}

function zoneOf(zones: readonly ZonePlan[], name: string): ZonePlan | undefined {
  return zones
    .filter(({ origin }) => name === origin || name.endsWith(`.${origin}`))
    .toSorted((a, b) => b.origin.length - a.origin.length)[0]
}
