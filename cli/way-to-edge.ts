// The way of a request through a topology up to the edge or server that answers, without traffic but for DNS.

import { isIP } from 'node:net'
import { failure } from '../base/errors.ts'
import type { Vantage } from '../base/vantage-point.ts'
import { startNameServers } from '../lab/name-servers.ts'
import type { EdgePlan, Endpoint, LabPlan } from '../topology/lab-plan.ts'

export interface Way {
  /** What was looked up and found, in order. */
  readonly steps: readonly { readonly what: string; readonly found: string }[]
  /** The edge that the request arrives at, if it is one. */
  readonly edge: EdgePlan | undefined
  /** The host that it arrives at. */
  readonly host: string | undefined
}

/** Follows DNS, the router's port forward, and looks who listens there. @throws BH_ERR_USAGE for what is no URL */
export async function findWay(plan: LabPlan, url: string, from: Vantage, signal: AbortSignal): Promise<Way> {
  if (!URL.canParse(url)) throw failure('BH_ERR_USAGE', { problem: `${url} is no URL.`, command: 'explain ' })
  const { hostname, port, protocol } = new URL(url)
  const number = Number(port || (protocol === 'http:' ? 80 : 443))
  const steps: { what: string; found: string }[] = []
  const nowhere = (what: string, found: string): Way => ({
    steps: [...steps, { what, found }],
    edge: undefined,
    host: undefined,
  })

  const address =
    isIP(hostname) === 0 ? await lookUp(plan, hostname, from, signal) : { value: hostname, text: hostname }
  if (address.value === undefined) return nowhere('DNS', address.text)
  steps.push({ what: 'DNS', found: address.text })

  let at: Endpoint = { address: address.value, port: number }
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
  const host = hostAt(plan, at.address)?.name
  const edge = plan.edges.find(({ listeners }) =>
    listeners.some(({ endpoint }) => endpoint.address === at.address && endpoint.port === at.port),
  )
  if (edge !== undefined) steps.push({ what: 'edge', found: `${edge.name} on ${edge.host ?? at.address}` })
  else steps.push({ what: 'server', found: `${host ?? 'nobody'} at ${at.address}:${at.port}, no edge in between` })
  return { steps, edge, host }
}

async function lookUp(
  plan: LabPlan,
  name: string,
  from: Vantage,
  signal: AbortSignal,
): Promise<{ value: string | undefined; text: string }> {
  await using stack = new AsyncDisposableStack()
  const servers = await startNameServers(plan, stack)
  const { status, records } = await servers[from].resolve(name, 'A', signal)
  const value = records.findLast(({ type }) => type === 'A')?.value
  return {
    value,
    text: value === undefined ? `${name} from the ${from}: ${status}` : `${name} from the ${from}: ${value}`,
  }
}

function hostAt(plan: LabPlan, address: string) {
  return [...plan.hosts.values()].find(({ internet, intranet }) => internet === address || intranet === address)
}
