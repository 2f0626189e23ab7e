// From what was written to what the lab starts: every name looked up, every default filled in, frozen.
//
//   text -> read.ts -> Topology -> planTopology -> LabPlan -> lab/
//                      EdgeFile -> planEdge     -> EdgePlan -> proxy/

import { isIP } from 'node:net'
import { basename } from 'node:path'
import type { EdgePlan } from './edge-plan.ts'
import type { LabPlan } from './lab-plan.ts'
import { normalAddress, planHosts, takeEndpoints } from './plan/addresses.ts'
import { planAdmin } from './plan/admin.ts'
import { absoluteFrom, planCertificates } from './plan/certificates.ts'
import { planDns } from './plan/dns.ts'
import { directoryZones, planDomainControllers } from './plan/domain-controllers.ts'
import { planEdgeOf } from './plan/edge.ts'
import { freeze } from './plan/freeze.ts'
import { takeNotes } from './plan/notes.ts'
import { planRouters } from './plan/routers.ts'
import { planEssentialsServers, planExchangeServers } from './plan/servers.ts'
import { planTopologyEdges } from './plan/topology-edges.ts'
import { netbiosOf, planUsers } from './plan/users.ts'
import type { Locate } from './problems.ts'
import { type EdgeSource, readEdge, readTopology, readTopologyFile, type TopologySource } from './read.ts'
import type { EdgeFile } from './schema/edge.ts'
import type { Topology } from './schema/topology.ts'
import { splitEndpoint } from './schema/values.ts'
import { readTextFile } from './text-file.ts'

/** A topology ready to start, with what it was made from. */
export interface LoadedTopology extends TopologySource {
  readonly plan: LabPlan
}

/**
 * Looks up everything that a topology names, and fills in the defaults of Exchange 2013.
 * @throws FileProblems with everything that does not fit together
 */
function planTopology(topology: Topology, locate: Locate, file: string | undefined): LabPlan {
  const notes = takeNotes(locate, file)
  const absolute = absoluteFrom(file)
  const take = takeEndpoints(notes)
  const hosts = planHosts(topology, notes)
  const exchangeServers = planExchangeServers(topology, hosts, take, notes)
  const domainControllers = planDomainControllers(topology, hosts, take, notes)
  const netbios = topology.netbios ?? netbiosOf(topology.domain)
  const plan: LabPlan = {
    name: topology.name ?? nameOf(file),
    description: topology.description,
    file,
    domain: topology.domain.toLowerCase(),
    netbios,
    certificates: planCertificates(topology, absolute, notes),
    routers: planRouters(topology, hosts, take, notes),
    exchangeServers,
    essentialsServers: planEssentialsServers(topology, hosts, take, notes),
    edges: planTopologyEdges(topology, hosts, take, absolute, notes),
    dns: withDirectory(planDns(topology, notes), domainControllers, topology),
    activeSync: topology.activeSync,
    users: planUsers(topology, netbios, exchangeServers, notes),
    organisation: topology.organisation,
    domainControllers,
    moves: topology.moves.map((move) => ({ ...move, endpoint: move.endpoint.toLowerCase() })),
    hosts,
  }
  notes.throwIfAny()
  return freeze(plan)
}

function withDirectory(
  dns: LabPlan['dns'],
  domainControllers: LabPlan['domainControllers'],
  { domain }: Topology,
): LabPlan['dns'] {
  const { zones } = dns.intranet
  const added = directoryZones(domainControllers, domain.toLowerCase(), zones)
  return { ...dns, intranet: { ...dns.intranet, zones: [...zones, ...added] } }
}

/** An edge ready to start, with what it was made from. */
export interface LoadedEdge extends EdgeSource {
  readonly plan: EdgePlan
}

/** Plans an edge file, whose servers are real addresses or host names. @throws FileProblems */
export function planEdge(edge: EdgeFile, locate: Locate, file: string | undefined): EdgePlan {
  const notes = takeNotes(locate, file)
  const take = takeEndpoints(notes)
  const name = nameOf(file)
  const plan = planEdgeOf(edge, {
    name,
    host: undefined,
    path: [],
    notes,
    absolute: absoluteFrom(file),
    server(text, defaultPort, path) {
      const bare = { address: text, port: defaultPort }
      const { address, port } = isIP(text) !== 0 ? bare : (splitEndpoint(text) ?? bare)
      if (port === 0 || (isIP(address) === 0 && !/^[\w.-]+$/.test(address))) {
        notes.tell(path, `expected address:port, such as 192.168.16.11:80, but got "${text}"`)
      }
      return { address: normalAddress(address), port }
    },
    certificate: () => {},
    listen(endpoint, path) {
      if (endpoint.port !== 0) take(endpoint, 'a listener above', path)
    },
  })
  const admin = planAdmin(edge.admin, take, notes)
  notes.throwIfAny()
  return freeze({ ...plan, workers: edge.workers, admin })
}

/** Reads and plans a topology file. @throws FileProblems, or BH_ERR_FILE_UNREADABLE */
export function loadPlan(file: string): LoadedTopology {
  return loaded(readTopologyFile(file))
}

/** Reads and plans the text of a topology. @throws FileProblems */
export function loadPlanText(text: string, options: { readonly file?: string } = {}): LoadedTopology {
  return loaded(readTopology(text, options))
}

/** Reads and plans an edge file. @throws FileProblems, or BH_ERR_FILE_UNREADABLE */
export function loadEdge(file: string): LoadedEdge {
  const source = readEdge(readTextFile(file), { file })
  return { ...source, plan: planEdge(source.edge, source.locate, file) }
}

/** The plan of an edge file alone. @throws FileProblems, or BH_ERR_FILE_UNREADABLE */
export function readEdgeFile(file: string): EdgePlan {
  return loadEdge(file).plan
}

function loaded(source: TopologySource): LoadedTopology {
  return { ...source, plan: planTopology(source.topology, source.locate, source.file) }
}

function nameOf(file: string | undefined): string {
  return file === undefined ? 'lab' : basename(file).replace(/\.ya?ml$/i, '')
}
