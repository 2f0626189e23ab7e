import type { LabPlan } from '../../lab-plan.ts'
import { listeningAt } from '../look/network.ts'
import type { CheckRule } from '../types.ts'

export const plainListener: CheckRule = {
  id: 'BH-PLAIN-LISTENER',
  severity: 'warning',
  title: 'Exchange or Remote Web Access served to clients over plain HTTP',
  explanation:
    'Passwords and mail cross the network in clear for every client that comes by http://. Offloading ends TLS at the edge; it does not do without.',
  wayOut:
    'Let the plain listener belong to an edge of its own whose rules redirect to https, as the built-in topologies do.',
  *find({ plan }) {
    for (const edge of plan.edges) {
      const index = edge.listeners.findIndex((listener) => listener.tls === undefined)
      const rule = edge.rules.find(
        ({ action }) => action.kind === 'farm' && servesMail(plan, edge.farms.get(action.farm)),
      )
      if (index < 0 || rule === undefined) continue
      yield {
        path: ['edges', edge.name, 'listeners', index],
        message: `clients reach rule ${rule.index} (${rule.text}) of edge ${edge.name} without encryption here`,
      }
    }
  },
}

function servesMail(plan: LabPlan, farm: ReturnType<LabPlan['edges'][number]['farms']['get']>): boolean {
  return (farm?.servers ?? []).some(({ endpoint }) => {
    const kind = listeningAt(plan, endpoint)?.kind
    return kind === 'exchange' || kind === 'essentials'
  })
}
