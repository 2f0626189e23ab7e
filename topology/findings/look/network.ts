// Where a connection ends up, and what listens there.

import { type Vantage, vantages } from '../../../base/vantage-point.ts'
import type { EdgePlan, Endpoint, ListenerPlan } from '../../edge-plan.ts'
import type { EssentialsPlan, ExchangePlan, LabPlan } from '../../lab-plan.ts'
import { addressesOf } from './dns.ts'

/** What answers at an endpoint. */
export type Listening =
  | { readonly kind: 'edge'; readonly edge: EdgePlan; readonly listener: ListenerPlan }
  | { readonly kind: 'exchange'; readonly server: ExchangePlan }
  | { readonly kind: 'essentials'; readonly server: EssentialsPlan }

// Web sites, SMTP and client submission; POP3 and IMAP4, whose services an admin can start
// (reference/exchange-protocols.md, 1.1 and 5.1).
const exchangePorts: ReadonlySet<number> = new Set([80, 443, 81, 444, 25, 587, 110, 995, 143, 993])

/** What listens at an endpoint of the lab; undefined when nothing does. */
export function listeningAt(plan: LabPlan, { address, port }: Endpoint): Listening | undefined {
  for (const edge of plan.edges) {
    const listener = edge.listeners.find(({ endpoint }) => endpoint.address === address && endpoint.port === port)
    if (listener !== undefined) return { kind: 'edge', edge, listener }
  }
  const exchange = exchangeAt(plan, address)
  if (exchange !== undefined && exchangePorts.has(port)) return { kind: 'exchange', server: exchange }
  const essentials = plan.essentialsServers.find((server) => server.address === address)
  if (essentials !== undefined && [essentials.httpPort, essentials.httpsPort].includes(port)) {
    return { kind: 'essentials', server: essentials }
  }
  return undefined
}

/** The Exchange server with an address. */
export function exchangeAt(plan: LabPlan, address: string): ExchangePlan | undefined {
  return plan.exchangeServers.find((server) => server.address === address)
}

/**
 * The endpoint that a connection from a vantage ends at: a router's public address leads to where it forwards the port,
 * from inside only with hairpin. Undefined when it leads nowhere.
 */
export function arrivesAt(plan: LabPlan, vantage: Vantage, { address, port }: Endpoint): Endpoint | undefined {
  const router = plan.routers.find(({ internet }) => internet === address)
  if (router !== undefined) {
    if (vantage === 'intranet' && !router.hairpin) return undefined
    return router.forwards.find((forward) => forward.port === port)?.to
  }
  const host = [...plan.hosts.values()].find((each) => each.internet === address || each.intranet === address)
  if (host === undefined) return undefined
  return vantage === 'internet' && host.internet !== address ? undefined : { address, port }
}

/** Everything that a name leads to from a vantage, at a port. */
export function reachedBy(plan: LabPlan, vantage: Vantage, name: string, port: number): readonly Listening[] {
  return addressesOf(plan, vantage, name).flatMap((address) => {
    const endpoint = arrivesAt(plan, vantage, { address, port })
    const listening = endpoint === undefined ? undefined : listeningAt(plan, endpoint)
    return listening === undefined ? [] : [listening]
  })
}

/** As `reachedBy`, over both vantages, each host once. */
export function reachedFromAnywhere(plan: LabPlan, name: string, port: number): readonly Listening[] {
  const all = vantages.flatMap((vantage) => reachedBy(plan, vantage, name, port))
  const unique = new Map(all.map((each) => [each.kind === 'edge' ? `edge ${each.edge.name}` : each.server.host, each]))
  return [...unique.values()]
}
