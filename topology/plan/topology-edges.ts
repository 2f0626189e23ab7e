// The edges of a topology: they stand on hosts, and their servers and certificates go by name.

import { isIP } from 'node:net'
import type { EdgePlan, Endpoint } from '../edge-plan.ts'
import { didYouMean } from '../nearest.ts'
import type { Path } from '../problems.ts'
import type { Topology } from '../schema/topology.ts'
import { type Hosts, resolveEndpoint } from './addresses.ts'
import type { Absolute } from './certificates.ts'
import { planEdgeOf } from './edge.ts'
import type { Notes } from './notes.ts'
import { checkCertificate } from './servers.ts'

/**
 * The edges of a topology. Notes hosts that do not exist, and listeners on addresses that are not those of the host: a
 * real machine could not bind them either.
 */
export function planTopologyEdges(
  topology: Topology,
  hosts: Hosts,
  take: (endpoint: Endpoint, by: string, path: Path) => void,
  absolute: Absolute,
  notes: Notes,
): EdgePlan[] {
  return Object.entries(topology.edges).map(([name, settings]) => {
    const path = ['edges', name]
    const host = hosts.get(settings.host)
    if (host === undefined) {
      const hint = didYouMean(settings.host, hosts.keys())
      notes.tell([...path, 'host'], `there is no host "${settings.host}"${hint}`)
    }
    return planEdgeOf(settings, {
      name,
      host: settings.host,
      path,
      notes,
      absolute,
      server: (text, defaultPort, place) => resolveEndpoint(text, defaultPort, hosts, place, notes),
      certificate: (certificate, place) => checkCertificate(topology, certificate, place, notes),
      listen(endpoint, place) {
        const { address, port } = endpoint
        if (port === 0) notes.tell(place, 'a port of the lab must be named; 0 is for edge files')
        const own = [host?.intranet, host?.internet].filter((each) => each !== undefined)
        const known = isIP(address) !== 0 && own.includes(address)
        if (!known && host !== undefined) {
          const has = own.length === 0 ? 'it has none' : `it has ${own.join(' and ')}`
          notes.tell(place, `${address} is no address of ${settings.host}; ${has}`)
        }
        take(endpoint, `the edge ${name}`, place)
      },
    })
  })
}
