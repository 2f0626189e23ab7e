// Brings a plan up, innermost things first, and takes it down in reverse.
//
//   certificates ─▶ DNS ─▶ Exchange, Essentials ─▶ edges ─▶ routers ─▶ gateways ─▶ control API
//
// Every undo is registered as soon as its thing runs, in one stack; a start that fails half-way unwinds it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClock } from '../base/clock.ts'
import { endpointText } from '../base/endpoint-text.ts'
import { failure } from '../base/errors.ts'
import { createHeldRequests } from '../base/held-requests.ts'
import { type Vantage, type VantagePoint, vantages } from '../base/vantage-point.ts'
import { mailboxesOf } from '../mock-exchange/mailbox/store.ts'
import { administerActiveSync } from '../mock-exchange/vdirs/activesync/access/administration.ts'
import type { Endpoint } from '../topology/edge-plan.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import { createReplacements } from './certificate-replacements.ts'
import { makeLabCertificates } from './certificates.ts'
import { startControl } from './control.ts'
import { createFabric, type Fabric } from './fabric.ts'
import { startGateway } from './gateway.ts'
import { entriesOf, hostEntries } from './lab-state.ts'
import { startNameServers } from './name-servers.ts'
import { noSuchHost } from './no-such-host.ts'
import { startRouter } from './router.ts'
import {
  frontEndPair,
  startDomainController,
  startEssentialsHost,
  startExchangeHost,
  startLabEdge,
} from './start-hosts.ts'
import { startTcpRelay } from './tcp-relay.ts'
import { createTraceStore } from './trace-store.ts'
import type { StartedLab } from './types.ts'

/** Where clients on the internet stand; an address for documentation (RFC 5737), outside of any topology's own. */
const internetClient = '198.51.100.23'
/** Where clients inside stand when the topology has no client host of its own. */
const intranetClient = '10.255.255.250'

export interface LabOptions {
  /** Folder of private keys kept between runs; the user's cache directory when absent. */
  readonly keyDirectory?: string
  /** Lab endpoints to be had at fixed loopback addresses too (`up --publish`). */
  readonly publish?: readonly { readonly endpoint: Endpoint; readonly at: Endpoint }[]
}

/**
 * Starts a lab: any number can run at once in a process.
 * @throws BridgeheadError with everything already started stopped again
 */
export async function startPlan(plan: LabPlan, options: LabOptions = {}): Promise<StartedLab> {
  await using stack = new AsyncDisposableStack()
  const lab = await start(plan, options, stack)
  const running = stack.move()
  return Object.assign(lab, { [Symbol.asyncDispose]: () => running.disposeAsync() })
}

async function start(
  plan: LabPlan,
  options: LabOptions,
  stack: AsyncDisposableStack,
): Promise<Omit<StartedLab, typeof Symbol.asyncDispose>> {
  const clock = stack.use(createClock())
  const traces = createTraceStore()
  const certificates = await makeLabCertificates(plan, options.keyDirectory)
  const withoutHairpin = new Set(
    plan.routers.flatMap(({ internet, hairpin }) => (hairpin || internet === undefined ? [] : [internet])),
  )
  const caFile = await writeCa(certificates.ca, stack)
  const fabric = createFabric({ hosts: plan.hosts.values(), withoutHairpin })

  const dns = await startNameServers(plan, stack)
  const heldRequests = createHeldRequests()
  const { users, domain, netbios, organisation, activeSync } = plan
  const told = { record: traces.record, held: heldRequests.note }
  const surroundings = { clock, trust: [certificates.ca], ...told, users, domain, netbios, organisation, activeSync }
  const [exchangeServers, essentialsServers] = await Promise.all([
    startAll(plan.exchangeServers, stack, (server) =>
      startExchangeHost(server, plan, certificates, fabric, surroundings),
    ),
    startAll(plan.essentialsServers, stack, (server) =>
      startEssentialsHost(server, plan, certificates, fabric, surroundings),
    ),
  ])
  await startAll(plan.domainControllers, stack, (controller) => startDomainController(controller, plan, fabric))
  const edges = await startAll(plan.edges, stack, (edge) => startLabEdge(edge, plan, certificates, fabric, traces))
  await Promise.all(edges.map((edge) => edge.whenProbed()))
  for (const router of plan.routers) await startRouter(router, fabric, stack)

  const clientHost = [...plan.hosts.values()].find(({ role, intranet }) => role === 'client' && intranet !== undefined)
  const points: Record<Vantage, VantagePoint> = {
    internet: vantagePoint('internet', internetClient),
    intranet: vantagePoint('intranet', clientHost?.intranet ?? intranetClient),
  }
  function vantagePoint(vantage: Vantage, address: string): VantagePoint {
    return { vantage, resolve: dns[vantage].resolve, dial: fabric.dialFrom(vantage, address), trust: [certificates.ca] }
  }
  const gateways = { internet: '', intranet: '' }
  for (const vantage of vantages) gateways[vantage] = stack.use(await startGateway(points[vantage])).url
  const outside = new Set([...plan.hosts.values()].map(({ internet }) => internet))
  for (const { endpoint, at } of options.publish ?? []) {
    const vantage = outside.has(endpoint.address) ? 'internet' : 'intranet'
    await publish(vantage, endpoint, at, fabric, stack)
  }

  const replacements = createReplacements((server) => frontEndPair(server.plan, certificates))
  const byHost = new Map(exchangeServers.map((server) => [server.plan.host, server]))
  const running: Omit<StartedLab, typeof Symbol.asyncDispose> = {
    plan,
    ca: certificates.ca,
    clock,
    edges: new Map(edges.map((edge) => [edge.name, edge])),
    exchangeServers: byHost,
    essentialsServers: new Map(essentialsServers.map((server) => [server.plan.host, server])),
    dns: {
      internet: `${dns.internet.host}:${dns.internet.port}`,
      intranet: `${dns.intranet.host}:${dns.intranet.port}`,
    },
    gateways,
    from: (vantage) => points[vantage],
    record: traces.record,
    whenHeld: heldRequests.when,
    trace: traces.trace,
    hops: traces.hops,
    stopHost(name) {
      const host = plan.hosts.get(name)
      if (host !== undefined) return fabric.disconnect(host)
      throw noSuchHost(name, 'host', plan.hosts)
    },
    async replaceCertificate(name, settings) {
      const server = byHost.get(name)
      if (server === undefined) throw noSuchHost(name, 'Exchange host', byHost)
      return replacements.put(server, await certificates.make(`replacement on ${name}`, settings))
    },
    activeSync: administerActiveSync({ clock, users: plan.users, domain: plan.domain, activeSync: plan.activeSync }),
    resetMailboxes: () => mailboxesOf({ clock, users: plan.users, domain: plan.domain }).reset(),
    async state() {
      const [internet, intranet] = await Promise.all(
        vantages.map((vantage) => entriesOf(points[vantage], plan, fabric)),
      )
      return {
        topology: plan.name,
        pid: process.pid,
        ca: caFile,
        gateways,
        dns: running.dns,
        entries: { internet: internet ?? {}, intranet: intranet ?? {} },
        hosts: hostEntries(plan, fabric),
        users: plan.users.map(({ user, domain, password, mailbox }) => ({ user, domain, password, mailbox })),
        control: control.url,
      }
    },
  }
  const control = stack.use(await startControl(running))
  return running
}

/** Starts things side by side. When one fails, the others are awaited first, so that the stack knows all that runs. */
async function startAll<Plan, Started extends AsyncDisposable>(
  plans: readonly Plan[],
  stack: AsyncDisposableStack,
  start: (plan: Plan) => Promise<Started>,
): Promise<Started[]> {
  const outcomes = await Promise.allSettled(plans.map(async (plan) => stack.use(await start(plan))))
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
}

/** The CA as a file, for programs that want a path (`curl --cacert`). */
async function writeCa(pem: string, stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'ca.pem')
  await writeFile(file, pem)
  return file
}

async function publish(
  vantage: Vantage,
  endpoint: Endpoint,
  at: Endpoint,
  fabric: Fabric,
  stack: AsyncDisposableStack,
): Promise<void> {
  if (fabric.portOf(endpoint) === undefined) {
    const ports = fabric
      .endpoints()
      .flatMap((one) => (one.endpoint.address === endpoint.address ? one.endpoint.port : []))
    throw failure('BH_ERR_NOTHING_TO_PUBLISH', { endpoint: endpointText(endpoint), known: ports.join(', ') || 'none' })
  }
  stack.use(
    await startTcpRelay({ host: at.address, port: at.port }, (incoming) => fabric.relay(incoming, vantage, endpoint)),
  )
}
