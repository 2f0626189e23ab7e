import { addressesOf } from '../look/dns.ts'
import { arrivesAt } from '../look/network.ts'
import type { CheckRule } from '../types.ts'

export const noSplitDns: CheckRule = {
  id: 'BH-NO-SPLIT-DNS',
  severity: 'warning',
  title: 'A published name that clients inside cannot reach',
  explanation:
    'Inside, the name gives the router\'s public address, and most routers do not send a connection from inside back in (hairpin, NAT loopback). Microsoft advises split DNS, so that one name works everywhere ("Integrate an on-premises Exchange Server with Windows Server Essentials", split DNS).',
  wayOut:
    'Add a zone of that name with the intranet address to dns.intranet, or set hairpin: true on a router that can do it.',
  *find({ plan }) {
    if (![...plan.hosts.values()].some(({ role, intranet }) => role === 'client' && intranet !== undefined)) return
    const told = new Set<string>()
    for (const edge of plan.edges) {
      for (const { host, index } of edge.rules) {
        // Autodiscover's own gap has a rule of its own.
        if (host === undefined || host.startsWith('*.') || host.startsWith('autodiscover.') || told.has(host)) continue
        told.add(host)
        const addresses = addressesOf(plan, 'intranet', host)
        const lost = addresses.filter((address) => arrivesAt(plan, 'intranet', { address, port: 443 }) === undefined)
        if (addresses.length === 0 || lost.length < addresses.length) continue
        yield {
          path: ['edges', edge.name, 'rules', index - 1, 'host'],
          message: `inside, ${host} gives ${lost.join(', ')}, which cannot be reached from there`,
        }
      }
    }
  },
}
