// The machines of a lab: a mock server or an edge each, with what it needs of the lab handed to it as plain values.

import type { KeyPair } from '../base/key-pair.ts'
import { startDirectory, startEssentials, startExchange } from '../mock-exchange/index.ts'
import type {
  MockSocket,
  MockSurroundings,
  StartedDirectory,
  StartedEssentials,
  StartedExchange,
} from '../mock-exchange/types.ts'
import { type StartedEdge, startEdge } from '../proxy/index.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import type { LabCertificates } from './certificates.ts'
import { loadEdgeSetup } from './edge-setup.ts'
import type { Fabric } from './fabric.ts'
import type { TraceStore } from './trace-store.ts'

/** Where an edge without a host stands: on the internet, at an address for documentation (RFC 5737). */
const outsideAddress = '198.51.100.24'

/** What all mock servers of a lab share. */
type Shared = Omit<MockSurroundings, 'dial'>

/** An Exchange server with its certificates, its endpoints in the fabric. */
export async function startExchangeHost(
  server: LabPlan['exchangeServers'][number],
  plan: LabPlan,
  certificates: LabCertificates,
  fabric: Fabric,
  shared: Shared,
): Promise<StartedExchange> {
  const mailboxServers = new Map(
    plan.exchangeServers
      .filter(({ roles }) => roles.includes('mailbox'))
      .map(({ host, fqdn, address }) => [host, { fqdn, endpoint: { address, port: 444 } }]),
  )
  const started = await startExchange(
    {
      plan: server,
      frontEnd: frontEndPair(server, certificates),
      backEnd: ownPair(server.host, certificates),
      mailboxServers,
      link: fabric.linkFrom('intranet', server.address),
    },
    { ...shared, dial: fabric.dialFrom('intranet', server.address) },
  )
  registerAll(started.sockets, fabric)
  return started
}

/** A Windows Server Essentials with its certificate, its endpoints in the fabric. */
export async function startEssentialsHost(
  server: LabPlan['essentialsServers'][number],
  plan: LabPlan,
  certificates: LabCertificates,
  fabric: Fabric,
  shared: Shared,
): Promise<StartedEssentials> {
  const computers = new Map(
    [...plan.hosts.values()].flatMap(({ name, intranet }) =>
      intranet === undefined
        ? []
        : [name, `${name}.${plan.domain}`].map((each) => [each.toLowerCase(), intranet] as const),
    ),
  )
  const started = await startEssentials(
    { plan: server, certificate: frontEndPair(server, certificates), computers },
    { ...shared, dial: fabric.dialFrom('intranet', server.address) },
  )
  registerAll(started.sockets, fabric)
  return started
}

/** The directory of a domain controller, its endpoint in the fabric. */
export async function startDomainController(
  controller: LabPlan['domainControllers'][number],
  plan: LabPlan,
  fabric: Fabric,
): Promise<StartedDirectory> {
  const { domain, netbios, users, exchangeServers } = plan
  const started = await startDirectory({ plan: controller, domain, netbios, users, exchangeServers })
  registerAll(started.sockets, fabric)
  return started
}

/** An edge that dials from its own host, its listeners in the fabric. */
export async function startLabEdge(
  edge: LabPlan['edges'][number],
  plan: LabPlan,
  certificates: LabCertificates,
  fabric: Fabric,
  traces: TraceStore,
): Promise<StartedEdge> {
  const host = edge.host === undefined ? undefined : plan.hosts.get(edge.host)
  const dial =
    host?.intranet === undefined
      ? fabric.dialFrom('internet', host?.internet ?? outsideAddress)
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

function registerAll(sockets: readonly MockSocket[], fabric: Fabric): void {
  for (const { endpoint, port, accept } of sockets) fabric.register(endpoint, port, accept)
}

/** The certificate of a server's web site: the named one, or its own. */
export function frontEndPair(
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
