import type { EdgePlan, FarmPlan } from '../../edge-plan.ts'
import type { ExchangePlan, LabPlan } from '../../lab-plan.ts'
import type { VdirName } from '../../schema/exchange.ts'
import { covers, listenerCertificates, serverCertificate } from '../look/certificates.ts'
import { exchangeServersOf, modeOf, vdirsOf } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

export const extendedProtection: CheckRule = {
  id: 'BH-EXTENDED-PROTECTION',
  severity: 'error',
  title: 'Extended Protection behind an edge that ends TLS with another certificate',
  explanation:
    'With Extended Protection a log-on by NTLM is bound to the certificate that the client saw, and the server compares it with its own. Behind SSL offloading the server has none, behind bridging it must be the very same one; else clients are asked for their password without end (Microsoft, "Configure Windows Extended Protection in Exchange Server": SSL offloading is not supported, SSL bridging with the same certificate on both sides is).',
  wayOut:
    'Give the listener and the servers the same certificate and bridge, pass TLS through, or set extendedProtection: None on these vdirs.',
  *find({ plan }) {
    for (const edge of plan.edges) {
      for (const farm of edge.farms.values()) {
        if (modeOf(farm) === 'passthrough') continue
        const routed = vdirsOf(plan, edge, farm)
        for (const server of exchangeServersOf(plan, farm)) {
          const bound = routed.filter((vdir) => isBound(server, vdir))
          const why = bound.length === 0 ? undefined : refusal(plan, edge, farm, server)
          if (why === undefined) continue
          yield {
            path: ['hosts', server.host, 'vdirs'],
            at: 'key',
            message: `${server.host} has Extended Protection on ${bound.join(', ')}, but ${why}`,
          }
        }
      }
    }
  },
}

/** It is a matter of Windows authentication only: forms and Basic have no channel binding. */
function isBound({ vdirs }: ExchangePlan, vdir: VdirName): boolean {
  const { extendedProtection: mode, authentication } = vdirs[vdir]
  return mode !== 'None' && authentication.includes('windows')
}

/** Why a binding cannot match; undefined when it can, or when the certificates lie in files that are not read here. */
function refusal(plan: LabPlan, edge: EdgePlan, farm: FarmPlan, server: ExchangePlan): string | undefined {
  if (modeOf(farm) === 'offload') return `farm ${farm.name} of edge ${edge.name} sends plain HTTP`
  const own = serverCertificate(plan, server)
  if (own === undefined) return undefined
  const hosts = edge.rules.flatMap(({ action, host }) =>
    action.kind === 'farm' && action.farm === farm.name ? [host] : [],
  )
  for (const listener of edge.listeners) {
    const certificates = listenerCertificates(plan, listener) ?? []
    for (const host of new Set(hosts)) {
      const shown = certificates.find(({ names }) => host !== undefined && covers(names, host)) ?? certificates[0]
      if (shown === undefined || shown.label === own.label) continue
      return `edge ${edge.name} shows clients ${shown.label}, and the server has ${own.label}`
    }
  }
  return undefined
}
