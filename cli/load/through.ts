import { failure } from '../../base/errors.ts'
import type { VantagePoint } from '../../base/vantage-point.ts'
import type { EdgePlan } from '../../topology/edge-plan.ts'
import type { LabPlan } from '../../topology/lab-plan.ts'

/**
 * A vantage whose every name leads to the TLS listener of one edge, whatever DNS says. Clients stand where the listener
 * can be reached: inside, when it has an address there.
 * @param points both vantages of the lab
 * @throws BH_ERR_NO_SUCH_HOST for an edge that the topology does not have, or that has no such listener
 */
export function throughEdge(plan: LabPlan, name: string, points: readonly VantagePoint[]): VantagePoint {
  const listener = listenerOf(plan.edges.find((edge) => edge.name === name))
  if (listener === undefined) {
    const known = plan.edges.filter((edge) => listenerOf(edge) !== undefined).map((edge) => edge.name)
    throw failure('BH_ERR_NO_SUCH_HOST', { kind: 'edge with TLS', host: name, known: known.join(', ') })
  }
  const { address, port } = listener
  const outside = [...plan.hosts.values()].some(({ internet }) => internet === address)
  const from = points.find(({ vantage }) => vantage === (outside ? 'internet' : 'intranet'))
  if (from === undefined) throw new Error('A lab has both vantages.')
  return {
    ...from,
    resolve: async (host, type) => ({
      status: type === 'A' ? 'answer' : 'nodata',
      records: type === 'A' ? [{ name: host, type, ttl: 0, value: address }] : [],
      authoritative: false,
    }),
    dial: (to, wanted, ...rest) => from.dial(to, wanted === 443 ? port : wanted, ...rest),
  }
}

const listenerOf = (edge: EdgePlan | undefined): EdgePlan['listeners'][number]['endpoint'] | undefined =>
  edge?.listeners.find(({ tls }) => tls !== undefined)?.endpoint
