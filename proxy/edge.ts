// A running edge.
//
//   client ──> listener ──> gates ─┬─> pass-through ───────────────────────────────> server   TCP by SNI
//               (net)     (PROXY,  │
//                     limits, TLS) │
//                                  └─> client-connection ──> exchange ──┬─> local answer
//                                      heads, pipelining      route     │
//                                                                       └─> forward ──> conversation ──> server
//                                                                  search, pins, retry   both bodies    offload, bridge
//
// All of them share an EdgeRun: the plan in effect, one ticker for all deadlines, the world around.

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { endpointText } from '../base/endpoint-text.ts'
import { failure } from '../base/errors.ts'
import type { Endpoint, ListenerPlan } from '../topology/edge-plan.ts'
import type { AdminState } from '../topology/schema/availability.ts'
import { ClientCount } from './client-count.ts'
import type { EdgeRun } from './edge-run.ts'
import { type ListenerSetup, plainGate } from './gate.ts'
import { Incoming } from './incoming.ts'
import { plainAddress } from './ip-address.ts'
import { LimitGate } from './limit-gate.ts'
import { type Listener, listen } from './listener.ts'
import { LivePlan } from './live-plan.ts'
import { ListenerCounters } from './metrics/counters.ts'
import { edgeMetrics } from './metrics/edge-metrics.ts'
import type { MetricsSnapshot } from './metrics/index.ts'
import { ProxyGate } from './proxy-gate.ts'
import { changeState, describeServers, enforceStates } from './server-states.ts'
import { Ticker } from './ticker.ts'
import { TlsGate } from './tls-gate.ts'
import type { EdgeSetup, EdgeSurroundings, ServerState, StartedEdge, StartedListener } from './types.ts'
import { UnderWay } from './under-way.ts'

/**
 * Starts an edge: when this returns, it listens, and its health probes are under way.
 * @throws BH_ERR_EDGE_CERTIFICATE, BH_ERR_EDGE_AUTHORITY, BH_ERR_PORT_IN_USE or BH_ERR_EDGE_LISTEN, with nothing left running
 */
export async function startEdge(setup: EdgeSetup, surroundings: EdgeSurroundings): Promise<StartedEdge> {
  const edge = new Edge(setup, surroundings)
  try {
    await edge.listen(setup)
  } catch (error) {
    await edge.close(0)
    throw error
  }
  return edge
}

class Edge implements EdgeRun, StartedEdge {
  readonly name: string
  readonly surroundings: EdgeSurroundings
  readonly ticker = new Ticker()
  readonly underWay = new UnderWay()
  readonly clients = new ClientCount()
  readonly ticketKeys: Buffer
  active: LivePlan
  draining = false
  cutOff = false
  readonly listeners: StartedListener[] = []
  readonly #running: Listener[] = []
  readonly #incoming = new Set<Incoming>()
  readonly #counters: ListenerCounters[] = []
  readonly #retiring = new Set<Promise<void>>()
  #connections = 0
  #serverConnections = 0
  #whenEmpty: (() => void) | undefined
  #closed: Promise<void> | undefined

  constructor(setup: EdgeSetup, surroundings: EdgeSurroundings) {
    this.name = setup.plan.name
    this.surroundings = surroundings
    this.ticketKeys = surroundings.ticketKeys ?? randomBytes(48)
    this.active = new LivePlan(setup, this.ticker)
  }

  async listen(setup: EdgeSetup): Promise<void> {
    const { plan } = setup
    // Certificates first: with a bad one, no port is opened.
    const gates = listenerSetups(setup).map((each) => {
      const gate = each.plan.tls === undefined ? plainGate(this) : new TlsGate(this, each)
      return new ProxyGate(this, each.plan, new LimitGate(this, each.plan, gate))
    })
    for (const [index, { endpoint, tls }] of plan.listeners.entries()) {
      const gate = gates[index]
      if (gate === undefined) continue
      const bound = this.surroundings.bind(endpoint)
      const counters = new ListenerCounters(endpointText(endpoint))
      const accept = (socket: Socket): void => gate.admit(this.#accept(socket, endpoint, counters))
      const failed = (): void => void counters.acceptsFailed++
      const listener = await listen(gate, { edge: this.name, endpoint, ...bound, accept, failed })
      if (endpoint.port === 0) counters.name = endpointText({ address: listener.host, port: listener.port })
      this.#counters.push(counters)
      this.#running.push(listener)
      this.listeners.push({ endpoint, tls: tls !== undefined, host: listener.host, port: listener.port })
    }
    this.active.startHealth(this.surroundings)
  }

  nextServerConnection(): number {
    return ++this.#serverConnections
  }

  servers(): readonly ServerState[] {
    return describeServers(this.active)
  }

  setServerState(farm: string, server: string, state: AdminState): void {
    changeState(this.active, farm, server, state)
  }

  metrics(): MetricsSnapshot {
    const members = Array.from(this.active.farms.values()).flatMap((farm) => farm.members)
    return edgeMetrics({ listeners: this.#counters, members, draining: this.draining })
  }

  whenProbed(): Promise<void> {
    return this.active.whenProbed()
  }

  probe(): Promise<void> {
    return this.active.probe()
  }

  reload(setup: EdgeSetup): void {
    const before = this.active
    const after = namesOf(setup.plan.listeners)
    if (after !== namesOf(before.plan.listeners)) {
      const values = { edge: this.name, before: namesOf(before.plan.listeners), after }
      throw failure('BH_ERR_EDGE_RELOAD_LISTENERS', values)
    }
    // All that can fail comes before anything changes; the plan last, as the servers that stay take it up at once.
    const puts = listenerSetups(setup).map((each, index) => this.#running[index]?.gate.prepareReload(each))
    const next = new LivePlan(setup, this.ticker, before)
    for (const put of puts) put?.()
    this.active = next
    next.startHealth(this.surroundings)
    for (const farm of next.farms.values()) enforceStates(farm)
    const retiring = before.retire().finally(() => this.#retiring.delete(retiring))
    this.#retiring.add(retiring)
  }

  close(drainMilliseconds: number): Promise<void> {
    this.#closed ??= this.#close(drainMilliseconds)
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    // Cuts short a drain that is under way.
    this.#cut()
    return this.close(0)
  }

  async #close(drainMilliseconds: number): Promise<void> {
    this.draining = true
    const stopped = this.#running.map(({ server }) => once(server.close(), 'close'))
    for (const incoming of this.#incoming) incoming.onDrain?.()
    if (drainMilliseconds > 0 && this.#incoming.size > 0) await this.#empty(drainMilliseconds)
    this.#cut()
    await Promise.all([...stopped, this.underWay.none(), this.active.retire(), ...this.#retiring])
    this.ticker.stop()
  }

  #cut(): void {
    this.cutOff = true
    for (const incoming of this.#incoming) incoming.destroy()
  }

  async #empty(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, milliseconds)
    this.#whenEmpty = resolve
    await promise
    clearTimeout(timer)
  }

  #accept(socket: Socket, endpoint: Endpoint, counters: ListenerCounters): Incoming {
    const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = socket
    const virtual = this.surroundings.clientOf?.(remoteAddress, remotePort)
    // An IPv4 client of a listener for both families comes as ::ffff:192.0.2.1, which no list of addresses has.
    const source = virtual ?? { address: plainAddress(remoteAddress), port: remotePort }
    const destination = virtual === undefined ? { address: plainAddress(localAddress), port: localPort } : endpoint
    const incoming = new Incoming(++this.#connections, socket, { source, destination }, counters)
    this.#incoming.add(incoming)
    counters.accepted++
    counters.open++
    socket.on('error', () => {})
    socket.once('close', () => {
      this.#incoming.delete(incoming)
      counters.open--
      if (this.#incoming.size === 0) this.#whenEmpty?.()
    })
    return incoming
  }
}

function listenerSetups({ plan, certificates, clientAuthorities }: EdgeSetup): ListenerSetup[] {
  return plan.listeners.map((listener, index) => ({
    plan: listener,
    handshakeTimeout: plan.timeouts.handshake,
    pairs: certificates[index] ?? [],
    clientAuthorities: clientAuthorities[index],
  }))
}

/** The listeners of a plan in words; two that say the same need not be bound anew. */
function namesOf(listeners: readonly ListenerPlan[]): string {
  return listeners.map(({ endpoint, tls }) => `${endpointText(endpoint)}${tls === undefined ? '' : ' TLS'}`).join(', ')
}
