import type { LabPlan } from '../../lab-plan.ts'
import type { CheckRule } from '../types.ts'

export const unused: CheckRule = {
  id: 'BH-UNUSED',
  severity: 'info',
  title: 'A farm, certificate or edge machine that nothing uses',
  explanation: 'It has no effect. Often a rule or a listener that should name it is missing, or names another.',
  wayOut: 'Remove it, or name it where it was meant to be used.',
  *find({ plan }) {
    for (const edge of plan.edges) {
      const used = edge.rules.flatMap(({ action }) => (action.kind === 'farm' ? [action.farm] : []))
      for (const farm of edge.farms.keys()) {
        if (used.includes(farm)) continue
        yield {
          path: ['edges', edge.name, 'farms', farm],
          at: 'key',
          message: `no rule of edge ${edge.name} uses the farm ${farm}`,
        }
      }
    }
    const certificates = usedCertificates(plan)
    for (const name of plan.certificates.keys()) {
      if (!certificates.has(name))
        yield { path: ['certificates', name], at: 'key', message: `no listener or server uses the certificate ${name}` }
    }
    for (const { name, role } of plan.hosts.values()) {
      if (role !== 'edge' || plan.edges.some((edge) => edge.host === name)) continue
      yield { path: ['hosts', name], at: 'key', message: `no edge runs on ${name}` }
    }
  },
}

function usedCertificates(plan: LabPlan): ReadonlySet<string> {
  const listed = plan.edges.flatMap((edge) => edge.listeners.flatMap((listener) => listener.tls?.certificates ?? []))
  const servers = [...plan.exchangeServers, ...plan.essentialsServers].flatMap(({ certificate }) => certificate ?? [])
  return new Set([...servers, ...listed.flatMap((source) => (source.kind === 'named' ? [source.name] : []))])
}
