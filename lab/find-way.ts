// The way of a request through a topology up to the edge or server that answers, without traffic but for DNS.

import { isIP } from 'node:net'
import { endpointText } from '../base/endpoint-text.ts'
import { failure } from '../base/errors.ts'
import { CauseError } from '../base/failure-cause.ts'
import { resolveAddresses } from '../base/resolve-addresses.ts'
import type { Vantage } from '../base/vantage-point.ts'
import type { EdgePlan, Endpoint } from '../topology/edge-plan.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import type { NameServer } from './name-servers.ts'

export interface Way {
  /** What was looked up and found, in order. */
  readonly steps: readonly { readonly what: string; readonly found: string }[]
  /** The edge that the request arrives at, if it is one. */
  readonly edge: EdgePlan | undefined
  /** The host that it arrives at, and where on it. */
  readonly host: string | undefined
  readonly at: Endpoint | undefined
}

/** Where a client stands, and the DNS servers of its topology. */
interface Standpoint {
  readonly from: Vantage
  readonly servers: Readonly<Record<Vantage, Pick<NameServer, 'resolve'>>>
  readonly signal: AbortSignal
}

/** Follows DNS, the router's port forward, and looks who listens there. @throws BH_ERR_USAGE for what is no URL */
export async function findWay(plan: LabPlan, url: string, { from, servers, signal }: Standpoint): Promise<Way> {
  const { hostname, port, protocol } = URL.canParse(url) ? new URL(url) : { hostname: '', port: '', protocol: '' }
  if (!/^https?:$/.test(protocol)) {
    throw failure('BH_ERR_USAGE', { problem: `${url} is no http or https URL.`, command: 'explain ' })
  }
  const number = Number(port || (protocol === 'http:' ? 80 : 443))
  const steps: { what: string; found: string }[] = []
  const nowhere = (what: string, found: string): Way => ({
    steps: [...steps, { what, found }],
    edge: undefined,
    host: undefined,
    at: undefined,
  })

  const found = await lookUp(servers[from], hostname, from, signal)
  if (typeof found === 'string') return nowhere('DNS', found)
  const literal = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
  if (!literal) steps.push({ what: 'DNS', found: `${hostname} from the ${from}: ${found.join(', ')}` })

  // A client tries them in turn, and those that lead nowhere fail.
  const address = found.find((candidate) => hostAt(plan, candidate) !== undefined) ?? found[0] ?? ''
  let at: Endpoint = { address, port: number }
  const owner = hostAt(plan, at.address)
  if (owner === undefined) return nowhere('network', `no host of the topology has ${at.address}`)
  if (from === 'internet' && owner.internet !== at.address) {
    return nowhere('network', `${at.address} (${owner.name}) is inside: no way there from the internet`)
  }
  const router = plan.routers.find(({ internet }) => internet === at.address)
  if (router !== undefined) {
    if (from === 'intranet' && !router.hairpin) {
      return nowhere(
        'router',
        `${router.name} does not turn intranet traffic round to its public address (hairpin is off)`,
      )
    }
    const forward = router.forwards.find(({ port }) => port === number)
    if (forward === undefined) return nowhere('router', `${router.name} forwards nothing on port ${number}`)
    const inside = hostAt(plan, forward.to.address)?.name ?? forward.to.address
    steps.push({
      what: 'router',
      found: `${router.name} forwards port ${number} to ${inside} (${forward.to.address}:${forward.to.port})`,
    })
    at = forward.to
  }
  const there = hostAt(plan, at.address)
  const host = there?.name
  const edge = plan.edges.find(({ listeners }) =>
    listeners.some(({ endpoint }) => endpoint.address === at.address && endpoint.port === at.port),
  )
  if (edge === undefined && there?.role === 'edge') {
    return nowhere('edge', `no edge on ${there.name} listens on ${endpointText(at)}`)
  }
  if (edge !== undefined) steps.push({ what: 'edge', found: `${edge.name} on ${edge.host ?? at.address}` })
  else steps.push({ what: 'server', found: `${host ?? 'nobody'} at ${at.address}:${at.port}, no edge in between` })
  return { steps, edge, host, at }
}

/** The addresses of a name, or the sentence that says why there are none. */
async function lookUp(
  { resolve }: Pick<NameServer, 'resolve'>,
  name: string,
  from: Vantage,
  signal: AbortSignal,
): Promise<string[] | string> {
  try {
    return await resolveAddresses({ vantage: from, resolve }, name, signal)
  } catch (error) {
    if (error instanceof CauseError) return error.message
    throw error
  }
}

function hostAt(plan: LabPlan, address: string) {
  return [...plan.hosts.values()].find(({ internet, intranet }) => internet === address || intranet === address)
}
