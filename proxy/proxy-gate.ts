// A listener behind another proxy, which tells in a PROXY header who the client is. It comes before everything else, TLS too:
//
//   TCP ── from a trusted address? ── header ── the listener's own gate
//               └─ no ──> closed          └─ malformed, late ──> closed
//
// Who may say so is decided before a byte is read: else every client could call itself whatever it likes
// (proxy-protocol.txt 2020/03/05 section 2: "only trusted proxies are allowed to use this protocol").

import type { ListenerPlan } from '../topology/edge-plan.ts'
import type { EdgeRun } from './edge-run.ts'
import { readFirstBytes } from './first-bytes.ts'
import type { Gate, ListenerSetup } from './gate.ts'
import type { Incoming } from './incoming.ts'
import { plainAddress } from './ip-address.ts'
import { type ProxyHeader, readProxyHeader } from './proxy-protocol/index.ts'
import { connectionRefused } from './record-over.ts'
import { noRequest, Trail } from './trail.ts'

/** Takes the PROXY header off the connections of a listener that expects it; to others it does nothing. */
export class ProxyGate implements Gate {
  readonly #run: EdgeRun
  readonly #gate: Gate
  #plan: ListenerPlan

  constructor(run: EdgeRun, plan: ListenerPlan, gate: Gate) {
    this.#run = run
    this.#plan = plan
    this.#gate = gate
  }

  admit(incoming: Incoming): void {
    if (!this.#plan.proxyProtocol) {
      this.#gate.admit(incoming)
      return
    }
    // Broken off before it could be looked at, as HAProxy's health checks do.
    if (incoming.raw.remoteAddress === undefined) {
      incoming.destroy()
      return
    }
    const peer = plainAddress(incoming.client.address)
    if (!this.#run.active.trusted.has(peer)) {
      this.#refuse(incoming, `${peer} is not among the trusted addresses of the edge`)
      return
    }
    // Nothing was asked for yet.
    incoming.onDrain = () => incoming.destroy()
    this.#read(incoming)
  }

  prepareReload(setup: ListenerSetup): () => void {
    const put = this.#gate.prepareReload(setup)
    return () => {
      put()
      this.#plan = setup.plan
    }
  }

  #read(incoming: Incoming): void {
    const { active, ticker } = this.#run
    const limit = active.plan.timeouts.hello
    const { raw } = incoming
    readFirstBytes(raw, {
      ticker,
      limit,
      read(bytes) {
        const header = readProxyHeader(bytes)
        return header.kind === 'more' ? undefined : header
      },
      found: (header, bytes) => {
        if (header.kind === 'malformed') this.#refuse(incoming, `the PROXY header is malformed: ${header.reason}`)
        else this.#pass(incoming, header, bytes)
      },
      late: () => this.#refuse(incoming, `no whole PROXY header within ${limit} ms`),
      ended: () => {
        // Who connects and leaves without a byte only wanted to see whether the port is open.
        if (raw.bytesRead === 0) raw.destroy()
        else this.#refuse(incoming, 'the connection ended within the PROXY header')
      },
    })
  }

  #pass(incoming: Incoming, { length, ends }: Extract<ProxyHeader, { kind: 'header' }>, bytes: Buffer): void {
    const { raw } = incoming
    if (ends !== undefined) incoming.ends = ends
    incoming.headerBytes = length
    if (bytes.length > length) raw.unshift(bytes.subarray(length))
    // A socket notices on the next tick only that nobody waits for 'readable' any more.
    process.nextTick(() => {
      // Health checks of proxies send the header and leave.
      if (raw.readableEnded || this.#run.draining) incoming.destroy()
      else if (!raw.destroyed) this.#gate.admit(incoming)
    })
  }

  #refuse(incoming: Incoming, reason: string): void {
    const scheme = this.#plan.tls === undefined ? 'http' : 'https'
    const trail = new Trail(noRequest, scheme, incoming)
    trail.cause = 'bad-request'
    trail.detail = `The edge refuses the connection: ${reason}.`
    connectionRefused(this.#run, trail)
    incoming.destroy()
  }
}
