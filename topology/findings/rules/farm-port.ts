import { endpointText } from '../../../base/endpoint-text.ts'
import type { Endpoint } from '../../edge-plan.ts'
import type { LabPlan } from '../../lab-plan.ts'
import { listeningAt } from '../look/network.ts'
import { modeOf } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

export const farmPort: CheckRule = {
  id: 'BH-FARM-PORT',
  severity: 'error',
  title: 'Plain HTTP sent to a TLS port, or TLS to a plain one',
  explanation:
    'The handshake fails on every connection: an offloading farm speaks plain HTTP, the others TLS, and a port of a web site takes one of the two.',
  wayOut:
    'Leave the port away: it is 80 for an offloading farm and 443 for the others. On Essentials name httpPort or httpsPort.',
  *find({ plan }) {
    for (const edge of plan.edges) {
      for (const farm of edge.farms.values()) {
        const sendsTls = modeOf(farm) !== 'offload'
        for (const [index, { name, endpoint }] of farm.servers.entries()) {
          const takesTls = isTls(plan, endpoint)
          if (takesTls === undefined || takesTls === sendsTls) continue
          yield {
            path: ['edges', edge.name, 'farms', farm.name, 'servers', index],
            message: `farm ${farm.name} sends ${sendsTls ? 'TLS' : 'plain HTTP'} to ${name} (${endpointText(endpoint)}), which takes ${takesTls ? 'TLS' : 'plain HTTP'}`,
          }
        }
      }
    }
  },
}

function isTls(plan: LabPlan, endpoint: Endpoint): boolean | undefined {
  const listening = listeningAt(plan, endpoint)
  if (listening === undefined) return undefined
  if (listening.kind === 'edge') return listening.listener.tls !== undefined
  if (listening.kind === 'essentials') return endpoint.port === listening.server.httpsPort
  if ([80, 81].includes(endpoint.port)) return false
  return [443, 444].includes(endpoint.port) ? true : undefined
}
