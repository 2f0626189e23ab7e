// Routers with their port forwards.

import type { Endpoint } from '../edge-plan.ts'
import type { RouterPlan } from '../lab-plan.ts'
import type { Path } from '../problems.ts'
import type { Topology } from '../schema/topology.ts'
import { type Hosts, resolveEndpoint } from './addresses.ts'
import type { Notes } from './notes.ts'

/**
 * The routers of a topology. Notes forwards without an internet address to forward from, and to hosts that do not
 * exist.
 */
export function planRouters(
  topology: Topology,
  hosts: Hosts,
  take: (endpoint: Endpoint, by: string, path: Path) => void,
  notes: Notes,
): RouterPlan[] {
  return Object.entries(topology.hosts).flatMap(([name, host]) => {
    if (host.role !== 'router') return []
    const internet = hosts.get(name)?.internet
    const path = ['hosts', name, 'forwards']
    if (host.forwards.length > 0 && internet === undefined) {
      notes.tell(path, `the router ${name} needs an internet address to forward ports from`, 'key')
    }
    const forwards = host.forwards.flatMap(({ port, to }, index) => {
      const place = [...path, index]
      if (internet !== undefined) take({ address: internet, port }, `a port forward of ${name}`, [...place, 'port'])
      const endpoint = resolveEndpoint(to, port, hosts, [...place, 'to'], notes)
      return endpoint === undefined ? [] : [{ port, to: endpoint }]
    })
    return [{ name, internet, hairpin: host.hairpin, forwards }]
  })
}
