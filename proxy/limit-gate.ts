// The limits of number, before anything is spent on a connection:
//
//   connection ── within the limits? ── the listener's own gate
//                     ├─ no, plain HTTP ──> 503 with Retry-After
//                     └─ no, TLS ──> reset
//
// A client over TLS could only be told why after a handshake, which is what costs most of all; a reset is free on both
// sides, leaves no socket behind in TIME_WAIT, and makes clients and load balancers try elsewhere at once.

import { encodeResponseHead } from '../http1/index.ts'
import type { ListenerPlan } from '../topology/edge-plan.ts'
import type { ConnectionLimit } from './client-count.ts'
import type { EdgeRun } from './edge-run.ts'
import type { Gate, ListenerSetup } from './gate.ts'
import type { Incoming } from './incoming.ts'
import { errorPage } from './pages.ts'
import { countRefused } from './record-over.ts'
import { noRequest, Trail } from './trail.ts'

const retrySeconds = 10
/** To read the answer; then the socket is wanted back. */
const partingMilliseconds = 1_000
// A flood of refusals must not become a flood of records.
const betweenRecords = 1_000
// More than these at a time would cost what the limit is there to save.
const mostPartings = 128

/** Lets as many connections in as the plan allows. */
export class LimitGate implements Gate {
  readonly #run: EdgeRun
  readonly #gate: Gate
  readonly #plain: boolean
  #partings = 0
  #untold = 0
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(run: EdgeRun, { tls }: ListenerPlan, gate: Gate) {
    this.#run = run
    this.#gate = gate
    this.#plain = tls === undefined
  }

  admit(incoming: Incoming): void {
    const limit = this.#run.clients.enter(incoming, this.#run.active)
    if (limit === undefined) this.#gate.admit(incoming)
    else this.#refuse(incoming, limit)
  }

  prepareReload(setup: ListenerSetup): () => void {
    return this.#gate.prepareReload(setup)
  }

  #refuse(incoming: Incoming, limit: ConnectionLimit): void {
    const tells = this.#plain && this.#partings < mostPartings
    this.#record(incoming, limit, tells)
    if (tells) this.#part(incoming)
    else incoming.reset()
  }

  /** Answers whatever will be asked, and reads on for a moment: to close with bytes unread would take the answer away. */
  #part({ raw }: Incoming): void {
    const { ticker } = this.#run
    const began = ticker.now
    const watch = {
      check(now: number): void {
        if (now - began > partingMilliseconds) raw.destroy()
      },
    }
    this.#partings++
    ticker.watch(watch)
    raw.once('close', () => {
      this.#partings--
      ticker.unwatch(watch)
    })
    raw.resume()
    raw.end(overloaded)
  }

  #record(incoming: Incoming, limit: ConnectionLimit, told: boolean): void {
    const { active, surroundings } = this.#run
    countRefused(incoming.counters, 'overloaded')
    this.#untold++
    const now = performance.now()
    if (surroundings.record === undefined || now - this.#toldAt < betweenRecords) return
    const count = this.#untold
    this.#untold = 0
    this.#toldAt = now
    const trail = new Trail(noRequest, this.#plain ? 'http' : 'https', incoming)
    const others = count > 1 ? ` So were ${count - 1} others since the last record of this kind.` : ''
    trail.cause = 'overloaded'
    trail.detail = `The edge refuses the connection: as many as limits.${limit} allows (${active.plan.limits[limit]}) stand already.${others}`
    if (told) trail.status = 503
    surroundings.record(trail.record(active.plan))
  }
}

const overloaded = overloadedAnswer()

function overloadedAnswer(): Buffer {
  const sentence =
    'The edge has as many connections as it may have (limits.connections, or limits.connectionsPerClient).'
  const { reason, headers, body } = errorPage(503, { cause: 'overloaded', sentence })
  const sent = [...headers, ['Retry-After', String(retrySeconds)] as const, ['Connection', 'close'] as const]
  return Buffer.concat([encodeResponseHead({ status: 503, reason, headers: sent }), body])
}
