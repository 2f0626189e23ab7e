import { endpointText } from '../../../base/endpoint-text.ts'
import { listeningAt } from '../look/network.ts'
import type { CheckRule } from '../types.ts'

export const serverNobody: CheckRule = {
  id: 'BH-SERVER-NOBODY',
  severity: 'error',
  title: 'A server of a farm where nothing listens',
  explanation:
    'The edge is refused the connection there; requests that meet this server fail, or wait until a health probe takes it out.',
  wayOut:
    'Name a host and port that has a web site: 80 and 443 on an Exchange server, httpPort and httpsPort on Essentials.',
  *find({ plan }) {
    for (const edge of plan.edges) {
      for (const farm of edge.farms.values()) {
        for (const [index, { name, endpoint }] of farm.servers.entries()) {
          if (listeningAt(plan, endpoint) !== undefined) continue
          yield {
            path: ['edges', edge.name, 'farms', farm.name, 'servers', index],
            message: `nothing listens on ${name} (${endpointText(endpoint)})`,
          }
        }
      }
    }
  },
}
