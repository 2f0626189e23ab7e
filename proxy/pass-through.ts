// A TLS connection that the edge does not end: the bytes go to a server of the farm as they are, the hello first.
//
//   client ══ TLS ══════════════════════════════ server
//                 edge: reads the name, copies

import type { FailureCause } from '../base/failure-cause.ts'
import type { RulePlan } from '../topology/edge-plan.ts'
import type { EdgeRun } from './edge-run.ts'
import type { Farm } from './farm.ts'
import type { IdleServers } from './idle-servers.ts'
import type { Incoming } from './incoming.ts'
import type { Member } from './member.ts'
import type { ProxiedEnds } from './proxy-protocol/index.ts'
import { connectionOver } from './record-over.ts'
import type { ServerConnection } from './server-connection.ts'
import { type Searcher, ServerSearch } from './server-search.ts'
import { runServerTunnel } from './server-tunnel.ts'
import { connectTo, Trail } from './trail.ts'
import { ofServer, whyNone, whyOverloaded, whyUnreachable } from './why-no-server.ts'

/** A connection to be passed through. */
export interface PassThroughFacts {
  readonly rule: RulePlan
  readonly farm: Farm
  /** The name in the hello. */
  readonly serverName: string | undefined
  /** `mail.contoso.com:443`, for the trace. */
  readonly target: string
  /** The bytes already read. */
  readonly hello: Buffer
}

/** Joins the client with a server of the farm. When there is none, the client's connection is closed. */
export class PassThrough implements Searcher {
  readonly head = undefined
  readonly host: string | undefined
  readonly tokens = []
  readonly clientAddress: string
  readonly ends: ProxiedEnds
  /** Nothing ever rests there: a connection ends with its client's. */
  readonly idle: IdleServers
  readonly #run: EdgeRun
  readonly #incoming: Incoming
  readonly #facts: PassThroughFacts
  readonly #search: ServerSearch
  readonly #trail: Trail
  readonly #onClose = (): void => this.#end('client-gone')

  constructor(run: EdgeRun, incoming: Incoming, facts: PassThroughFacts) {
    this.host = facts.serverName
    this.clientAddress = incoming.client.address
    this.ends = incoming.ends
    this.idle = facts.farm.idle
    this.#run = run
    this.#incoming = incoming
    this.#facts = facts
    this.#search = new ServerSearch(run, facts.farm, this)
    this.#trail = new Trail(connectTo(facts.target), 'https', incoming)
    this.#trail.rule = facts.rule
    this.#trail.farm = facts.farm.plan.name
    this.#trail.mode = 'passthrough'
  }

  start(): void {
    this.#run.underWay.begin()
    this.#incoming.raw.on('close', this.#onClose)
    this.#search.start()
  }

  /** A client's connection is passed through once. */
  pinned(): undefined {}

  trying(member: Member, waited: number | undefined): void {
    this.#trail.server = member.plan.name
    this.#trail.waitedMilliseconds = waited
    this.#trail.serverCounters = member.counters
  }

  found(server: ServerConnection, milliseconds: number): void {
    const { raw } = this.#incoming
    raw.off('close', this.#onClose)
    this.#trail.serverConnection = server.number
    this.#trail.connectMilliseconds = milliseconds
    const fromServer = Buffer.alloc(0)
    const { ticker } = this.#run
    const { idle } = this.#facts.farm.plan.timeouts
    const { member } = server
    const listener = this.#incoming.counters
    const options = { ticker, idle, fromClient: this.#facts.hello, fromServer, member, listener }
    const ends = { client: raw, server, onward: server.release() }
    void runServerTunnel(ends, options, this.#trail).then((cause) => this.#end(cause))
  }

  none(): void {
    this.#trail.detail = whyNone(this.#facts.farm)
    this.#end('no-healthy-server')
  }

  overloaded(what: string): void {
    this.#trail.detail = whyOverloaded(this.#facts.farm, what)
    this.#end('overloaded')
  }

  unreachable(error: unknown): void {
    const { cause, what } = whyUnreachable(error)
    this.#trail.detail = ofServer(this.#trail, what)
    this.#end(cause)
  }

  #end(cause: FailureCause | undefined): void {
    this.#incoming.raw.off('close', this.#onClose)
    this.#search.end()
    this.#trail.cause = cause
    if (this.#run.cutOff) this.#trail.cutOff()
    connectionOver(this.#run, this.#trail)
    this.#run.underWay.end()
    this.#incoming.raw.destroy()
  }
}
