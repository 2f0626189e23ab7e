import { notCoveredWords, withNames } from '../../certificate-words.ts'
import type { EdgePlan } from '../../edge-plan.ts'
import type { LabPlan } from '../../lab-plan.ts'
import {
  type CertificateFacts,
  covers,
  listenerCertificates,
  serverCertificate,
  serversShown,
} from '../look/certificates.ts'
import { reachedFromAnywhere } from '../look/network.ts'
import { exchangeServersOf, passthroughFarm } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

export const nameNotCovered: CheckRule = {
  id: 'BH-NAME-NOT-COVERED',
  severity: 'error',
  title: 'A routed host name that no served certificate covers',
  explanation:
    'Clients refuse a certificate that does not contain the name they asked for: the host names of the routing must stand in the certificate (Microsoft, "Integrate an on-premises Exchange Server with Windows Server Essentials", configuring ARR). Certificates in files are not looked into.',
  wayOut: 'Add the name to the certificate that is served there, or serve one that has it as well.',
  *find({ plan }) {
    for (const edge of plan.edges) {
      if (edge.listeners.every((listener) => listener.tls === undefined)) continue
      const told = new Set<string>()
      for (const { host, index } of edge.rules) {
        if (host === undefined || told.has(host)) continue
        told.add(host)
        const wrong = wrongCertificates(plan, edge, host)
        if (wrong.length === 0) continue
        const labels = new Set(wrong.map(({ label, names }) => withNames(label, names)))
        yield {
          path: ['edges', edge.name, 'rules', index - 1, 'host'],
          message: notCoveredWords(host, labels),
        }
      }
    }
  },
}

function wrongCertificates(plan: LabPlan, edge: EdgePlan, host: string): readonly CertificateFacts[] {
  // Split DNS may lead clients inside past the edge, straight to a server.
  const straight = reachedFromAnywhere(plan, host, 443).filter(({ kind }) => kind !== 'edge')
  const farm = passthroughFarm(edge, host)
  const servers = [
    ...straight.flatMap((listening) => serversShown(plan, listening, host)),
    ...(farm === undefined ? [] : exchangeServersOf(plan, farm)),
  ]
  const ofServers = servers.flatMap((server) => serverCertificate(plan, server) ?? [])
  const wrong = ofServers.filter((each) => !covers(each.names, host))
  if (farm !== undefined) return wrong
  const choices = edge.listeners.map((listener) => listenerCertificates(plan, listener) ?? [])
  return [...wrong, ...choices.flatMap((all) => (all.some((each) => covers(each.names, host)) ? [] : all))]
}
