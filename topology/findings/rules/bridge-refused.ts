import type { EdgePlan, FarmPlan } from '../../edge-plan.ts'
import { type CertificateFacts, covers, serverCertificate } from '../look/certificates.ts'
import { listeningAt } from '../look/network.ts'
import type { CheckRule } from '../types.ts'

export const bridgeRefused: CheckRule = {
  id: 'BH-BRIDGE-REFUSED',
  severity: 'error',
  title: 'A bridging farm whose servers show a certificate that the edge refuses',
  explanation:
    "When the edge encrypts again it checks the server: chain, dates, and the name in tls.servername, or else the host name that the client asked for. Exchange's own self-signed certificate passes none of these.",
  wayOut:
    'Give the servers a certificate that contains the name (certificate: under the host), set tls.servername to a name it has, or tls.ca to the authority that issued it.',
  *find({ plan }) {
    for (const edge of plan.edges) {
      for (const farm of edge.farms.values()) {
        if (farm.tls?.verify !== true) continue
        const path = ['edges', edge.name, 'farms', farm.name, 'tls']
        for (const { name, endpoint } of farm.servers) {
          const listening = listeningAt(plan, endpoint)
          if (listening === undefined || listening.kind === 'edge') continue
          const certificate = serverCertificate(plan, listening.server)
          if (certificate === undefined) continue
          const why = refusal(edge, farm, certificate)
          if (why !== undefined) yield { path, message: `edge ${edge.name} refuses the certificate of ${name}: ${why}` }
        }
      }
    }
  },
}

function refusal(edge: EdgePlan, farm: FarmPlan, { names, refusedAs }: CertificateFacts): string | undefined {
  // With an authority of its own, only dates and name can be judged from here; the chain cannot.
  const ownAuthority = farm.tls?.ca !== undefined
  if (refusedAs !== undefined && !ownAuthority) return refusedAs
  const wanted = farm.tls?.servername === undefined ? hostsFor(edge, farm.name) : [farm.tls.servername]
  const lacking = wanted.filter((host) => !covers(names, host))
  return lacking.length === 0 ? undefined : `it has ${names.join(', ')}, but not ${lacking.join(', ')}`
}

function hostsFor(edge: EdgePlan, farm: string): readonly string[] {
  const rules = edge.rules.filter(({ action }) => action.kind === 'farm' && action.farm === farm)
  return [...new Set(rules.flatMap(({ host }) => host ?? []))]
}
