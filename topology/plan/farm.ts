// A farm of an edge with its servers looked up.

import type { Endpoint, FailuresPlan, FarmPlan, HealthPlan, ServerPlan } from '../edge-plan.ts'
import { hashedNames } from '../hashed-names.ts'
import type { Path } from '../problems.ts'
import type { HeaderStyle } from '../schema/edge.ts'
import type { EdgeFarm } from '../schema/farm.ts'
import { planAffinity } from './affinity.ts'
import type { Absolute } from './certificates.ts'
import type { Notes } from './notes.ts'

/** What farms need to know of where their edge stands. */
export interface FarmWorld {
  /** Where the edge stands in the file. */
  readonly path: Path
  readonly notes: Notes
  readonly absolute: Absolute
  /** Looks up a server of a farm; notes what it does not know. */
  server(text: string, defaultPort: number, path: Path): Endpoint | undefined
}

/** What a server is that is given by its address alone. */
const plainServer = { weight: 1, state: 'available', maxRequests: undefined } as const

/** A farm with its servers looked up; notes what excludes each other. `headers`: what the edge says of them. */
export function planFarm(name: string, farm: EdgeFarm, headers: HeaderStyle, world: FarmWorld): FarmPlan {
  const path = [...world.path, 'farms', name]
  if (farm.passthrough && farm.tls !== undefined) {
    world.notes.tell(
      [...path, 'tls'],
      'tls and passthrough exclude each other: what passes through is not encrypted again',
      'key',
    )
  }
  checkHash(farm, path, world.notes)
  const { tls } = farm
  const ca = tls?.ca === undefined ? undefined : world.absolute(tls.ca)
  return {
    name,
    servers: planServers(farm, path, world),
    balance: farm.balance,
    hashOn: farm.hashOn ?? [],
    affinity:
      farm.affinity === undefined
        ? undefined
        : planAffinity(farm.affinity, { ...world, path: [...path, 'affinity'], passthrough: farm.passthrough }),
    health: farm.health === undefined ? undefined : planHealth(farm.health),
    slowStart: farm.slowStart,
    failures: planFailures(farm, path, world),
    minimumServers: planMinimum(farm, path, world),
    retries: farm.retries,
    queue: farm.queue,
    timeouts: farm.timeouts,
    tls: tls === undefined ? undefined : { ca, servername: tls.servername?.toLowerCase(), verify: tls.verify },
    passthrough: farm.passthrough,
    proxyProtocol: farm.proxyProtocol,
    headers: farm.headers ?? headers,
  }
}

function planServers(farm: EdgeFarm, farmPath: Path, world: FarmWorld): ServerPlan[] {
  const defaultPort = farm.passthrough || farm.tls !== undefined ? 443 : 80
  const names = new Set<string>()
  return farm.servers.flatMap((server, index) => {
    const short = typeof server === 'string'
    const name = short ? server : server.address
    const path = [...farmPath, 'servers', index, ...(short ? [] : ['address'])]
    if (names.has(name))
      world.notes.tell(path, `the server ${name} stands twice in this farm; give it a weight instead`)
    names.add(name)
    const endpoint = world.server(name, defaultPort, path)
    if (endpoint === undefined) return []
    const { weight, state, maxRequests } = short ? plainServer : server
    return [{ name, endpoint, weight, state, maxRequests }]
  })
}

function planFailures({ failures, passthrough }: EdgeFarm, path: Path, { notes }: FarmWorld): FailuresPlan | undefined {
  if (failures !== undefined && passthrough && failures.status.length > 0) {
    const why = 'status codes cannot be seen in TLS that is passed through; leave failures.status out'
    notes.tell([...path, 'failures', 'status'], why, 'key')
  }
  return failures
}

function planMinimum({ minimumServers, servers }: EdgeFarm, path: Path, { notes }: FarmWorld): number {
  if (minimumServers > servers.length) {
    const why = `minimumServers is more than the farm has (${servers.length}): health would never count; lower it`
    notes.tell([...path, 'minimumServers'], why)
  }
  return minimumServers
}

function checkHash({ balance, hashOn, passthrough }: EdgeFarm, path: Path, notes: Notes): void {
  const named = hashedNames[balance]
  if (named !== undefined && hashOn === undefined) {
    notes.tell([...path, 'balance'], `${balance} needs hashOn: the names of the ${named} to look at`)
  }
  if (named === undefined && hashOn !== undefined) {
    const ways = Object.keys(hashedNames).join(', ')
    notes.tell([...path, 'hashOn'], `hashOn means nothing to balance: ${balance}; it is for ${ways}`, 'key')
  }
  if (passthrough && (named !== undefined || balance === 'url-hash')) {
    const why = 'nothing of a request can be seen in TLS that is passed through'
    notes.tell([...path, 'balance'], `${balance} and passthrough exclude each other: ${why}; use source-hash`)
  }
}

function planHealth(health: NonNullable<EdgeFarm['health']>): HealthPlan {
  return { ...health, host: health.host, match: health.match }
}
