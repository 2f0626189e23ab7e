// Brings a plan up, innermost things first, and takes it down in reverse.
//
//   certificates ─▶ DNS ─▶ Exchange, Essentials ─▶ edges ─▶ routers ─▶ gateways ─▶ control API
//
// Every undo is registered as soon as its thing runs, in one stack; a start that fails half-way unwinds it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClock } from '../base/clock.ts'
import { failure } from '../base/errors.ts'
import { createHeldRequests } from '../base/held-requests.ts'
import type { KeyPair } from '../base/key-pair.ts'
import { type Vantage, type VantagePoint, vantages } from '../base/vantage-point.ts'
import { startEssentials, startExchange } from '../mock-exchange/index.ts'
import type { MockSocket, MockSurroundings, StartedEssentials, StartedExchange } from '../mock-exchange/types.ts'
import { type StartedEdge, startEdge } from '../proxy/index.ts'
import type { Endpoint, LabPlan } from '../topology/lab-plan.ts'
import { type LabCertificates, makeLabCertificates } from './certificates.ts'
import { startControl } from './control.ts'
import { loadEdgeSetup } from './edge-setup.ts'
import { createFabric, type Fabric } from './fabric.ts'
import { startGateway } from './gateway.ts'
import { entriesOf, hostEntries } from './lab-state.ts'
import { startNameServers } from './name-servers.ts'
import { startRouter } from './router.ts'
import { startTcpRelay } from './tcp-relay.ts'
import { createTraceStore, type TraceStore } from './trace-store.ts'
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
  const { users, domain, netbios } = plan
  const surroundings = { clock, record: traces.record, held: heldRequests.note, users, domain, netbios }
  const [exchangeServers, essentialsServers] = await Promise.all([
    startAll(plan.exchangeServers, stack, (server) =>
      startExchangeHost(server, plan, certificates, fabric, surroundings),
    ),
    startAll(plan.essentialsServers, stack, (server) =>
      startEssentialsHost(server, certificates, fabric, surroundings),
    ),
  ])
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
  for (const { endpoint, at } of options.publish ?? []) await publish(endpoint, at, fabric, stack)

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
      throw failure('BH_ERR_NO_SUCH_HOST', { host: name, kind: 'host', known: [...plan.hosts.keys()].join(', ') })
    },
    async replaceCertificate(name, settings) {
      const server = byHost.get(name)
      if (server === undefined) {
        throw failure('BH_ERR_NO_SUCH_HOST', {
          host: name,
          kind: 'Exchange host',
          known: [...byHost.keys()].join(', ') || 'none',
        })
      }
      server.setCertificate(await certificates.make(`replacement on ${name}`, settings))
      return () => server.setCertificate(frontEndPair(server.plan, certificates))
    },
    async state() {
      const [internet, intranet] = await Promise.all(
        vantages.map((vantage) => entriesOf(points[vantage], plan, fabric, withoutHairpin)),
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

type Shared = Omit<MockSurroundings, 'dial'>

async function startExchangeHost(
  server: LabPlan['exchangeServers'][number],
  plan: LabPlan,
  certificates: LabCertificates,
  fabric: Fabric,
  shared: Shared,
): Promise<StartedExchange> {
  const mailboxServers = new Map(
    plan.exchangeServers
      .filter(({ roles }) => roles.includes('mailbox'))
      .map(({ host, fqdn, address }) => [
        host,
        { fqdn, endpoint: { address, port: 444 }, certificate: ownPair(host, certificates).certificate },
      ]),
  )
  const started = await startExchange(
    {
      plan: server,
      frontEnd: frontEndPair(server, certificates),
      backEnd: ownPair(server.host, certificates),
      mailboxServers,
    },
    { ...shared, dial: fabric.dialFrom('intranet', server.address) },
  )
  registerAll(started.sockets, fabric)
  return started
}

async function startEssentialsHost(
  server: LabPlan['essentialsServers'][number],
  certificates: LabCertificates,
  fabric: Fabric,
  shared: Shared,
): Promise<StartedEssentials> {
  const started = await startEssentials(
    { plan: server, certificate: frontEndPair(server, certificates) },
    { ...shared, dial: fabric.dialFrom('intranet', server.address) },
  )
  registerAll(started.sockets, fabric)
  return started
}

async function startLabEdge(
  edge: LabPlan['edges'][number],
  plan: LabPlan,
  certificates: LabCertificates,
  fabric: Fabric,
  traces: TraceStore,
): Promise<StartedEdge> {
  const host = edge.host === undefined ? undefined : plan.hosts.get(edge.host)
  const dial =
    host?.intranet === undefined
      ? fabric.dialFrom('internet', host?.internet ?? internetClient)
      : fabric.dialFrom('intranet', host.intranet)
  const setup = await loadEdgeSetup(edge, { named: certificates.named, authorities: [certificates.ca] })
  const started = await startEdge(setup, {
    dial,
    bind: () => ({ host: '127.0.0.1', port: 0 }),
    record: traces.record,
    clientOf: fabric.clientOf,
  })
  for (const { endpoint, port } of started.listeners) fabric.register(endpoint, port)
  return started
}

/** The CA as a file, for programs that want a path (`curl --cacert`). */
async function writeCa(pem: string, stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'ca.pem')
  await writeFile(file, pem)
  return file
}

function registerAll(sockets: readonly MockSocket[], fabric: Fabric): void {
  for (const { endpoint, port } of sockets) fabric.register(endpoint, port)
}

function frontEndPair(
  server: { host: string; certificate: string | undefined },
  certificates: LabCertificates,
): KeyPair {
  const named = server.certificate === undefined ? undefined : certificates.named.get(server.certificate)
  return named ?? ownPair(server.host, certificates)
}

function ownPair(host: string, certificates: LabCertificates): KeyPair {
  const pair = certificates.ownOf.get(host)
  if (pair === undefined) throw new Error(`No certificate was made for ${host}.`)
  return pair
}

async function publish(endpoint: Endpoint, at: Endpoint, fabric: Fabric, stack: AsyncDisposableStack): Promise<void> {
  stack.use(
    await startTcpRelay({ host: at.address, port: at.port }, (incoming) =>
      fabric.relay(incoming, 'intranet', endpoint),
    ),
  )
}
