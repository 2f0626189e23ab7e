// An edge on loopback for tests: rules in words, servers by port, records kept.

import { waitUntil } from '../../base/deadline.ts'
import type { KeyPair } from '../../base/key-pair.ts'
import type { HopRecord } from '../../base/trace.ts'
import { startEdge } from '../../proxy/index.ts'
import type { EdgeSetup, EdgeSurroundings, StartedEdge } from '../../proxy/types.ts'
import type { EdgePlan, FarmPlan, ListenerPlan, ListenerTlsPlan } from '../../topology/edge-plan.ts'
import { edgePlan, farmPlan, rulePlans, serverPlan } from './edge-plan.ts'
import { dial } from './health-lab.ts'
import { type Wire, wireTo } from './wire.ts'

export interface TestSetup {
  /** As in edge-plan.ts; everything to farm `cas` when absent. */
  readonly rules?: readonly string[]
  /** Farms by name: the ports of their servers, or a whole plan. */
  readonly farms: Readonly<Record<string, readonly number[] | FarmPlan>>
  /** The certificates of a second listener, which is TLS. */
  readonly certificates?: readonly KeyPair[]
  /** What that listener says otherwise; the authorities of its client certificates. */
  readonly tls?: Partial<ListenerTlsPlan>
  readonly clientAuthorities?: readonly string[]
  /** Whether the listeners expect the PROXY header; the addresses that it is believed from. */
  readonly proxyFrom?: readonly string[]
  /** What the plan of the edge says otherwise. */
  readonly plan?: Partial<EdgePlan>
  /** PEM that all farms trust. */
  readonly trusted?: string
  /** Signs the affinity cookies of all farms. */
  readonly affinitySecret?: string
}

export interface TestEdge extends AsyncDisposable {
  readonly edge: StartedEdge
  /** Ports of the plain and the TLS listener. */
  readonly port: number
  readonly securePort: number
  readonly records: readonly HopRecord[]
  /** The first record once it is there, or the one of that number from 1. */
  record(number?: number): Promise<HopRecord>
  /** A plain client connection. */
  client(): Promise<Wire>
}

/** A port where nobody listens. One that was just given up would not do: the next server may get it. */
export const closedPort = 1

const endpoint = { address: '203.0.113.10', port: 80 }
const secureEndpoint = { address: '203.0.113.10', port: 443 }

const plainTls: ListenerTlsPlan = {
  certificates: [],
  minVersion: 'TLSv1.2',
  ciphers: undefined,
  unknownName: 'default',
  clientCertificates: undefined,
}

/** A farm with servers cas1, cas2 … on these ports of loopback. */
export function farmOn(name: string, ports: readonly number[], settings: Partial<FarmPlan> = {}): FarmPlan {
  const servers = ports.map((port, index) => serverPlan(`${name}${index + 1}`, { address: '127.0.0.1', port }))
  return farmPlan(name, [], { servers, ...settings })
}

export function testSetup(setup: TestSetup): EdgeSetup {
  const {
    rules = ['* -> cas'],
    farms,
    certificates,
    clientAuthorities,
    proxyFrom,
    plan,
    trusted,
    affinitySecret,
  } = setup
  const proxyProtocol = proxyFrom !== undefined
  const plans = Object.entries(farms).map(([name, farm]) => ('name' in farm ? farm : farmOn(name, farm)))
  const tls = { ...plainTls, ...setup.tls }
  const secure: ListenerPlan = { endpoint: secureEndpoint, proxyProtocol, tls }
  const listeners = [{ endpoint, proxyProtocol, tls: undefined }, ...(certificates === undefined ? [] : [secure])]
  return {
    plan: { ...edgePlan(rulePlans(...rules), plans), listeners, trusted: proxyFrom ?? [], ...plan },
    certificates: [[], ...(certificates === undefined ? [] : [certificates])],
    clientAuthorities: [undefined, clientAuthorities],
    authorities: new Map(trusted === undefined ? [] : plans.map(({ name }) => [name, [trusted]])),
    affinitySecrets: new Map(affinitySecret === undefined ? [] : plans.map(({ name }) => [name, affinitySecret])),
  }
}

export async function startTestEdge(setup: TestSetup, surroundings: Partial<EdgeSurroundings> = {}): Promise<TestEdge> {
  const records: HopRecord[] = []
  const edge = await startEdge(testSetup(setup), {
    dial,
    bind: () => ({ host: '127.0.0.1', port: 0 }),
    record: (hop) => records.push(hop),
    ...surroundings,
  })
  const [plain, secure] = edge.listeners
  return {
    edge,
    port: plain?.port ?? 0,
    securePort: secure?.port ?? 0,
    records,
    record: (number = 1) => waitUntil(() => records[number - 1], { what: `record ${number}` }),
    client: () => wireTo(plain?.port ?? 0),
    [Symbol.asyncDispose]: () => edge[Symbol.asyncDispose](),
  }
}
