import { dialTcp } from '../../base/dial-tcp.ts'
import type { Dial } from '../../base/vantage-point.ts'
import { type AdminState, type EdgeSetup, type StartedEdge, startEdge } from '../../proxy/index.ts'
import { mergeMetrics, type ProcessMetrics, startProcessMetrics } from '../../proxy/metrics/index.ts'
import { type AccessLog, openAccessLog } from '../access-log/index.ts'
import type { Console } from '../console.ts'
import type { EdgeAtWork, EdgeOrder } from './edge-at-work.ts'

/**
 * Runs the edge in this process.
 * @throws as `startEdge` and `openAccessLog`
 */
export async function runEdgeHere(
  { setup, log: target, ticketKeys }: EdgeOrder,
  console: Console,
): Promise<EdgeAtWork> {
  // Before the edge, so that it is closed after it: what was cut off has its line too.
  const log = target === undefined ? undefined : await openAccessLog(target.target, target.format, console)
  try {
    const edge = await startEdge(setup, {
      dial,
      bind: ({ address, port }) => ({ host: address, port }),
      ...(ticketKeys === undefined ? {} : { ticketKeys }),
      ...(log === undefined ? {} : { record: log.record }),
    })
    return new EdgeHere(edge, log)
  } catch (error) {
    await log?.[Symbol.asyncDispose]()
    throw error
  }
}

const dial: Dial = (host, port, signal, onread) => dialTcp({ host, port, onread }, signal)

class EdgeHere implements EdgeAtWork {
  readonly #edge: StartedEdge
  readonly #log: AccessLog | undefined
  #process: ProcessMetrics | undefined

  constructor(edge: StartedEdge, log: AccessLog | undefined) {
    this.#edge = edge
    this.#log = log
  }

  get name(): string {
    return this.#edge.name
  }

  get listeners(): EdgeAtWork['listeners'] {
    return this.#edge.listeners
  }

  get draining(): boolean {
    return this.#edge.draining
  }

  async servers(): ReturnType<EdgeAtWork['servers']> {
    return this.#edge.servers()
  }

  async metrics(): ReturnType<EdgeAtWork['metrics']> {
    // From the first question on: it costs a timer.
    this.#process ??= startProcessMetrics()
    return mergeMetrics([this.#edge.metrics(), this.#process.snapshot()])
  }

  async setServerState(farm: string, server: string, state: AdminState): Promise<void> {
    this.#edge.setServerState(farm, server, state)
  }

  async reload(setup: EdgeSetup): Promise<void> {
    this.#edge.reload(setup)
  }

  reopenLog(): void {
    this.#log?.reopen()
  }

  async close(drainMilliseconds: number): Promise<void> {
    await this.#edge.close(drainMilliseconds)
    this.#process?.[Symbol.dispose]()
    await this.#log?.[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#edge[Symbol.asyncDispose]()
    await this.close(0)
  }
}
