// The zones of both DNS servers, and the rules of DNS that a zone file must keep.

import { type Vantage, vantages } from '../../base/vantage-point.ts'
import type { DnsPlan, ZonePlan } from '../lab-plan.ts'
import type { DnsRecord, DnsZone } from '../schema/dns.ts'
import type { Topology } from '../schema/topology.ts'
import type { Notes } from './notes.ts'

/** The zones of both vantages. Notes zones given twice, and CNAMEs where DNS allows none. */
export function planDns(topology: Topology, notes: Notes): Record<Vantage, DnsPlan> {
  const view = (vantage: Vantage): DnsPlan => ({
    vantage,
    zones: Object.entries(topology.dns[vantage].zones).map(([origin, zone]) => {
      const path = ['dns', vantage, 'zones', origin]
      checkZone(zone, path, notes)
      return zonePlan(origin, zone)
    }),
    forward: vantage === 'intranet' && topology.dns.intranet.forward,
  })
  for (const vantage of vantages) checkOrigins(topology, vantage, notes)
  return { internet: view('internet'), intranet: view('intranet') }
}

/** The full name of a record, in lower case. */
export function recordName(record: DnsRecord, origin: string): string {
  return (record.name === '@' ? origin : `${record.name}.${origin}`).toLowerCase()
}

function zonePlan(origin: string, zone: DnsZone): ZonePlan {
  return { origin: origin.toLowerCase(), ttl: zone.ttl, negativeTtl: zone.negativeTtl, records: zone.records }
}

function checkOrigins(topology: Topology, vantage: Vantage, notes: Notes): void {
  const seen = new Map<string, string>()
  for (const origin of Object.keys(topology.dns[vantage].zones)) {
    const other = seen.get(origin.toLowerCase())
    if (other === undefined) seen.set(origin.toLowerCase(), origin)
    else notes.tell(['dns', vantage, 'zones', origin], `the same zone stands above as ${other}`, 'key')
  }
}

// RFC 1034 section 3.6.2: a name with a CNAME has nothing else, so the zone itself, which has SOA and NS, cannot be one.
function checkZone(zone: DnsZone, path: readonly string[], notes: Notes): void {
  const byName = Map.groupBy(zone.records.entries(), ([, record]) => record.name.toLowerCase())
  for (const [name, records] of byName) {
    const [index, cname] = records.find(([, record]) => 'cname' in record) ?? []
    if (index === undefined || cname === undefined) continue
    const place = [...path, 'records', index]
    if (name === '@') notes.tell(place, 'the zone itself cannot be a CNAME; give it an address record')
    else if (records.length > 1) notes.tell(place, `${cname.name} has other records too, which a CNAME does not allow`)
  }
}
