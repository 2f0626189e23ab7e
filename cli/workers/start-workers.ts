// `workers: N`: the edge in N processes, which share its listeners and know nothing of one another.
//
//   primary: files, signals, admin ──setup──> worker 1 ──┐
//                                  ──setup──> worker 2 ──┴── the same listening sockets
//
// Each worker has its own connections to the servers, probes, balancing and counts. One that ends is replaced.

import cluster from 'node:cluster'
import { extname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { failure } from '../../base/errors.ts'
import { messageOf } from '../../base/message-of.ts'
import type { EdgeSetup, StartedEdge } from '../../proxy/index.ts'
import type { WorkerOrder } from './calls.ts'
import { WorkerProcess } from './worker-process.ts'

/** Pause before a worker that could not be started is tried again, growing up to the most. */
const firstPause = 100
const longestPause = 10_000

/** An edge in several processes. Disposing ends them at once. */
export interface EdgeWorkers extends AsyncDisposable {
  readonly listeners: StartedEdge['listeners']
  /** Takes a new setup into use in every worker. @throws as `StartedEdge.reload`; all keep the old one then */
  reload(setup: EdgeSetup): Promise<void>
  /** Opens the access log of every worker anew. */
  reopenLog(): void
  /** Drains all workers for at most so many milliseconds, and ends them. */
  close(drainMilliseconds: number): Promise<void>
}

/**
 * Starts the edge in so many processes; when this returns, all of them listen.
 * @param say told in a sentence when a worker was lost or could not be replaced
 * @throws as `startEdge`, BH_ERR_WORKER_ENDED; with no process left running
 */
export async function startWorkers(
  count: number,
  order: WorkerOrder,
  say: (sentence: string) => void,
): Promise<EdgeWorkers> {
  // The system hands connections to whoever is free; by way of the primary each would cost it a message.
  cluster.schedulingPolicy = process.platform === 'win32' ? cluster.SCHED_RR : cluster.SCHED_NONE
  cluster.setupPrimary({
    exec: join(import.meta.dirname, `worker${extname(import.meta.filename)}`),
    args: [],
    serialization: 'advanced',
  })
  const workers = new Workers(order, say)
  try {
    await workers.start(count)
  } catch (error) {
    await workers[Symbol.asyncDispose]()
    throw error
  }
  return workers
}

class Workers implements EdgeWorkers {
  listeners: StartedEdge['listeners'] = []
  readonly #running = new Map<number, WorkerProcess>()
  readonly #say: (sentence: string) => void
  readonly #closing = new AbortController()
  #order: WorkerOrder

  constructor(order: WorkerOrder, say: (sentence: string) => void) {
    this.#order = order
    this.#say = say
  }

  async start(count: number): Promise<void> {
    // The first alone: it takes any free ports, and finds what is wrong.
    this.listeners = await this.#launch(1)
    await Promise.all(Array.from({ length: count - 1 }, (_, index) => this.#launch(index + 2)))
  }

  async reload(setup: EdgeSetup): Promise<void> {
    const before = this.#order
    // One that is started meanwhile begins with the new setup, or is told of the old one again below.
    this.#order = { ...before, setup }
    const results = await Promise.allSettled(this.#each((worker) => worker.call('reload', setup)))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed === undefined) return
    this.#order = before
    await Promise.allSettled(this.#each((worker) => worker.call('reload', before.setup)))
    throw failed.reason
  }

  reopenLog(): void {
    for (const worker of this.#running.values()) worker.call('reopenLog', undefined).catch(() => {})
  }

  async close(drainMilliseconds: number): Promise<void> {
    this.#closing.abort()
    await Promise.all(
      this.#each(async (worker) => {
        await worker.call('close', drainMilliseconds).catch(() => worker.kill())
        await worker.ended
      }),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    for (const worker of this.#running.values()) worker.kill()
    await Promise.all(this.#each((worker) => worker.ended))
  }

  #each<T>(tell: (worker: WorkerProcess) => Promise<T>): Promise<T>[] {
    return Array.from(this.#running.values(), tell)
  }

  async #launch(number: number): Promise<StartedEdge['listeners']> {
    const worker = new WorkerProcess(number, cluster.fork())
    this.#running.set(number, worker)
    let ready = false
    void worker.ended.then((ending) => {
      if (this.#running.get(number) === worker) this.#running.delete(number)
      if (ready) void this.#replace(number, ending)
    })
    const order = this.#order
    const started = await Promise.race([
      worker.call('start', order),
      worker.ended.then((ending) => Promise.reject(failure('BH_ERR_WORKER_ENDED', { number, ending }))),
    ])
    // A reload may have come meanwhile.
    if (order !== this.#order) await worker.call('reload', this.#order.setup)
    ready = true
    return started
  }

  async #replace(number: number, ending: string): Promise<void> {
    const { signal } = this.#closing
    if (signal.aborted) return
    this.#say(`Worker ${number} ended ${ending}, and its connections with it; another takes its place.`)
    for (let pause = firstPause; !signal.aborted; pause = Math.min(pause * 2, longestPause)) {
      try {
        await this.#launch(number)
        return
      } catch (error) {
        this.#running.get(number)?.kill()
        if (!signal.aborted) this.#say(`Worker ${number} could not be started again: ${messageOf(error)}`)
      }
      await sleep(pause, undefined, { signal }).catch(() => {})
    }
  }
}
