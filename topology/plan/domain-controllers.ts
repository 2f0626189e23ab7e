// Domain controllers: machines of that role, and Windows Server Essentials, which is one by itself.
//
//   Netlogon registers them in the DNS of the domain:  _ldap._tcp.dc._msdcs.contoso.com  SRV  0 100 389 dc1.contoso.com

import type { DomainControllerPlan, ZonePlan } from '../lab-plan.ts'
import type { Topology } from '../schema/topology.ts'
import type { Hosts, takeEndpoints } from './addresses.ts'
import type { Notes } from './notes.ts'
import { intranetAddress } from './servers.ts'

/** Port of LDAP (RFC 4511 section 5.2.1). */
export const ldapPort = 389

/** The domain controllers of a topology. Notes those without an intranet address. */
export function planDomainControllers(
  topology: Topology,
  hosts: Hosts,
  take: ReturnType<typeof takeEndpoints>,
  notes: Notes,
): DomainControllerPlan[] {
  return Object.entries(topology.hosts).flatMap(([name, host]) => {
    if (host.role !== 'domain-controller' && host.role !== 'essentials') return []
    const path = ['hosts', name]
    const address = intranetAddress(name, hosts, path, notes)
    take({ address, port: ldapPort }, `the directory of ${name}`, path)
    return [{ host: name, fqdn: (host.fqdn ?? `${name}.${topology.domain}`).toLowerCase(), address }]
  })
}

/**
 * The zones that the domain controllers make of themselves in the intranet's DNS, as Netlogon does ([MS-ADTS] 6.3.2.3):
 * the records by which clients find them, and their own addresses. What the topology writes goes before.
 */
export function directoryZones(
  controllers: readonly DomainControllerPlan[],
  domain: string,
  written: readonly ZonePlan[],
): ZonePlan[] {
  const [first] = controllers
  if (first === undefined) return []
  // An hour, and 15 minutes for what does not exist: the lifetimes of Windows' DNS server.
  const times = { ttl: 3_600, negativeTtl: 900, registered: true } as const
  const locator: ZonePlan = {
    ...times,
    origin: `_msdcs.${domain}`,
    records: controllers.map(({ fqdn }) => ({
      name: '_ldap._tcp.dc',
      srv: { priority: 0, weight: 100, port: ldapPort, target: fqdn },
    })),
  }
  const addresses = controllers.map(({ fqdn, address }) => ({
    ...times,
    origin: fqdn,
    records: [address.includes(':') ? { name: '@', aaaa: address } : { name: '@', a: address }],
  }))
  const taken = new Set(written.flatMap((zone) => [zone.origin, ...zone.records.map((record) => full(record, zone))]))
  return [locator, ...addresses].filter(({ origin }) => !taken.has(origin))
}

function full({ name }: { readonly name: string }, { origin }: ZonePlan): string {
  return name === '@' ? origin : `${name}.${origin}`.toLowerCase()
}
