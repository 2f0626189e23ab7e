// Names and addresses of the topology's hosts, and what stands on which of their ports.

import { BlockList, isIP, isIPv6 } from 'node:net'
import { endpointText } from '../../base/endpoint-text.ts'
import { vantages } from '../../base/vantage-point.ts'
import type { Endpoint } from '../edge-plan.ts'
import type { HostAddresses } from '../lab-plan.ts'
import { didYouMean } from '../nearest.ts'
import type { Path } from '../problems.ts'
import type { Topology } from '../schema/topology.ts'
import { splitEndpoint, splitRange } from '../schema/values.ts'
import type { Notes } from './notes.ts'

/** The hosts by name, with their addresses in one spelling. */
export type Hosts = ReadonlyMap<string, HostAddresses>

/** One spelling for each address: `2001:DB8:0::1` becomes `2001:db8::1`. */
export function normalAddress(address: string): string {
  // A zone (fe80::1%eth0) belongs to the machine; it stays as it is.
  return isIPv6(address) && !address.includes('%') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address
}

/** The hosts with their addresses; notes addresses outside their network and addresses given twice. */
export function planHosts(topology: Topology, notes: Notes): Hosts {
  const owners = new Map<string, string>()
  const inRange = { internet: ranges(topology, 'internet'), intranet: ranges(topology, 'intranet') }
  const hosts = new Map<string, HostAddresses>()
  for (const [name, host] of Object.entries(topology.hosts)) {
    for (const network of vantages) {
      const address = host[network]
      if (address === undefined) continue
      const path = ['hosts', name, network]
      const normal = normalAddress(address)
      const owner = owners.get(normal)
      if (owner !== undefined) notes.tell(path, `${address} is already the address of ${owner}`)
      owners.set(normal, name)
      if (!inRange[network].check(normal, isIPv6(normal) ? 'ipv6' : 'ipv4')) {
        const range = topology.networks[network].range
        notes.tell(path, `${address} is outside the ${network}, which is ${range} (networks.${network}.range)`)
      }
    }
    hosts.set(name, { name, role: host.role, internet: own(host.internet), intranet: own(host.intranet) })
  }
  return hosts
}

/**
 * The endpoint that `host`, `host:port`, `address` or `address:port` stands for. A host's intranet address goes before
 * its internet one. Notes names that are not known.
 */
export function resolveEndpoint(
  text: string,
  defaultPort: number,
  hosts: Hosts,
  path: Path,
  notes: Notes,
): Endpoint | undefined {
  const { address: name, port } = isIPv6(text)
    ? { address: text, port: defaultPort }
    : (splitEndpoint(text) ?? { address: text, port: defaultPort })
  if (port === 0) notes.tell(path, 'port 0 cannot be reached; name the port')
  if (isIP(name) !== 0) return { address: normalAddress(name), port }
  const host = hosts.get(name)
  if (host === undefined) {
    notes.tell(path, `there is no host "${name}"${didYouMean(name, hosts.keys())}`)
    return undefined
  }
  const address = host.intranet ?? host.internet
  if (address === undefined) {
    notes.tell(path, `the host ${name} has no address; give it one under hosts.${name}`)
    return undefined
  }
  return { address, port }
}

/** Remembers what stands on each endpoint, and notes the second that wants the same one. */
export function takeEndpoints(notes: Notes): (endpoint: Endpoint, by: string, path: Path) => void {
  const taken = new Map<string, string>()
  return (endpoint, by, path) => {
    const text = endpointText(endpoint)
    const other = taken.get(text)
    if (other === undefined) taken.set(text, by)
    else notes.tell(path, `${text} is taken by ${other} already`)
  }
}

function own(address: string | undefined): string | undefined {
  return address === undefined ? undefined : normalAddress(address)
}

function ranges(topology: Topology, network: 'internet' | 'intranet'): BlockList {
  const blocks = new BlockList()
  const range = splitRange(topology.networks[network].range)
  if (range !== undefined) blocks.addSubnet(range.address, range.prefix, isIPv6(range.address) ? 'ipv6' : 'ipv4')
  return blocks
}
