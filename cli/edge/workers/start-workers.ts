// `workers: N`: the edge in N processes, which share its listeners and know nothing of one another.
//
//   primary: files, signals, admin ──setup──> worker 1 ──┐
//                                  ──setup──> worker 2 ──┴── the same listening sockets
//
// Each worker has its own connections to the servers, probes, balancing, queues and counts. One that ends is replaced.

import cluster from 'node:cluster'
import { extname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { failure } from '../../../base/errors.ts'
import { messageOf } from '../../../base/message-of.ts'
import type { AdminState, EdgeSetup, ServerState } from '../../../proxy/index.ts'
import { mergeMetrics, type ProcessMetrics, startProcessMetrics } from '../../../proxy/metrics/index.ts'
import type { Console } from '../../console.ts'
import type { EdgeAtWork, EdgeOrder } from '../edge-at-work.ts'
import type { StateChange } from './calls.ts'
import { mergeServers } from './merge-servers.ts'
import { type Ending, WorkerGoneError, WorkerProcess } from './worker-process.ts'

/** Pause before a worker that could not be started is tried again, growing up to the most; milliseconds. */
const firstPause = 100
const longestPause = 10_000
/** What a worker may take longer to drain than it was told, before it is ended. */
const grace = 5_000

const noChanges: readonly StateChange[] = []

/**
 * Runs the edge in so many worker processes; when this returns, all of them listen.
 * @param console where what workers write goes, and what is to be said about them
 * @throws as `runEdgeHere`, and BH_ERR_WORKER_ENDED; with no process left running
 */
export async function runEdgeInWorkers(count: number, order: EdgeOrder, console: Console): Promise<EdgeAtWork> {
  // The system hands connections to whoever is free; by way of the primary each would cost it a message.
  cluster.schedulingPolicy = process.platform === 'win32' ? cluster.SCHED_RR : cluster.SCHED_NONE
  cluster.setupPrimary({
    exec: join(import.meta.dirname, `worker${extname(import.meta.filename)}`),
    args: [],
    serialization: 'advanced',
    silent: true,
  })
  const workers = new Workers(order, console)
  try {
    await workers.start(count)
  } catch (error) {
    await workers[Symbol.asyncDispose]()
    throw error
  }
  return workers
}

class Workers implements EdgeAtWork {
  listeners: EdgeAtWork['listeners'] = []
  readonly #running = new Map<number, WorkerProcess>()
  /** Those of them that have started; what is told to these, the others are told when they have. */
  readonly #ready = new Set<WorkerProcess>()
  readonly #console: Console
  readonly #closing = new AbortController()
  #order: EdgeOrder
  /** For workers to come: states that differ from those of the file. */
  #changes: readonly StateChange[] = noChanges
  #process: ProcessMetrics | undefined

  constructor(order: EdgeOrder, console: Console) {
    this.#order = order
    this.#console = console
  }

  get name(): string {
    return this.#order.setup.plan.name
  }

  get draining(): boolean {
    return this.#closing.signal.aborted
  }

  async start(count: number): Promise<void> {
    // The first alone: it takes any free ports, and finds what is wrong.
    this.listeners = await this.#launch(1)
    await Promise.all(Array.from({ length: count - 1 }, (_, index) => this.#launch(index + 2)))
  }

  async servers(): ReturnType<EdgeAtWork['servers']> {
    return mergeServers((await this.#ask((worker) => worker.call('servers', undefined))).map(([, servers]) => servers))
  }

  async metrics(): ReturnType<EdgeAtWork['metrics']> {
    this.#process ??= startProcessMetrics()
    const answers = await this.#ask((worker) => worker.call('metrics', undefined))
    const snapshots = answers.map(([, snapshot]) => snapshot)
    const names = answers.map(([{ number }]) => String(number))
    return mergeMetrics([...snapshots, this.#process.snapshot()], [...names, 'primary'])
  }

  async setServerState(farm: string, server: string, state: AdminState): Promise<void> {
    const change = { farm, server, state }
    await this.#tell((worker) => worker.call('setServerState', change))
    this.#changes = [...this.#changes.filter((other) => !isSame(other, change)), change]
  }

  async reload(setup: EdgeSetup): Promise<void> {
    const before = this.#order
    // One that starts meanwhile is told of it, or of the old one again, before it is ready.
    this.#order = { ...before, setup }
    try {
      await this.#tell((worker) => worker.call('reload', setup))
    } catch (error) {
      this.#order = before
      await this.#tell((worker) => worker.call('reload', before.setup)).catch(() => {})
      throw error
    }
    this.#changes = this.#changes.filter((change) => writtenState(setup, change) === writtenState(before.setup, change))
  }

  reopenLog(): void {
    this.#tell((worker) => worker.call('reopenLog', undefined)).catch(() => {})
  }

  async close(drainMilliseconds: number): Promise<void> {
    this.#closing.abort()
    const late = setTimeout(() => this.#kill(), drainMilliseconds + grace)
    await Promise.all(
      this.#each(async (worker) => {
        await worker.call('close', drainMilliseconds).catch(() => worker.kill())
        await worker.ended
      }),
    )
    clearTimeout(late)
    this.#process?.[Symbol.dispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    this.#kill()
    await Promise.all(this.#each((worker) => worker.ended))
    this.#process?.[Symbol.dispose]()
  }

  #say(sentence: string): void {
    this.#console.err.write(`bridgehead: ${sentence}\n`)
  }

  #kill(): void {
    for (const worker of this.#running.values()) worker.kill()
  }

  #each<T>(tell: (worker: WorkerProcess) => Promise<T>): Promise<T>[] {
    return Array.from(this.#running.values(), tell)
  }

  /**
   * Tells all workers that are ready, and those that become so meanwhile. One that ends needs to be told no more: who takes
   * its place begins with what is in effect then.
   * @throws the first other error, once all have answered
   */
  async #tell(tell: (worker: WorkerProcess) => Promise<unknown>): Promise<void> {
    const told = new Set<WorkerProcess>()
    for (;;) {
      const next = Array.from(this.#ready).filter((worker) => !told.has(worker))
      if (next.length === 0) return
      for (const worker of next) told.add(worker)
      for (const result of await Promise.allSettled(next.map(tell))) {
        if (result.status === 'rejected' && !(result.reason instanceof WorkerGoneError)) throw result.reason
      }
    }
  }

  /** The answers of the workers that give one: one may be ending. */
  async #ask<T>(ask: (worker: WorkerProcess) => Promise<T>): Promise<[WorkerProcess, T][]> {
    const results = await Promise.allSettled(
      Array.from(this.#ready, async (worker): Promise<[WorkerProcess, T]> => [worker, await ask(worker)]),
    )
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  }

  async #launch(number: number): Promise<EdgeAtWork['listeners']> {
    const worker = new WorkerProcess(number, cluster.fork(), this.#console)
    this.#running.set(number, worker)
    void worker.ended.then((ending) => {
      if (this.#running.get(number) === worker) this.#running.delete(number)
      if (this.#ready.delete(worker)) void this.#replace(number, ending)
    })
    const order = this.#order
    const started = await worker.call('start', order).catch(async (error: unknown) => {
      if (!(error instanceof WorkerGoneError)) throw error
      throw failure('BH_ERR_WORKER_ENDED', { number, ending: await worker.ended }, error)
    })
    await this.#catchUp(worker, order)
    return started
  }

  /** Tells a new worker of the reloads and states that came since its order, until there is nothing more; then it is ready. */
  async #catchUp(worker: WorkerProcess, order: EdgeOrder): Promise<void> {
    let told = noChanges
    while (order !== this.#order || told !== this.#changes) {
      if (order !== this.#order) {
        order = this.#order
        await worker.call('reload', order.setup)
      }
      told = this.#changes
      for (const change of told) {
        // A reload under way may have taken the server out.
        if (writtenState(order.setup, change) !== undefined) await worker.call('setServerState', change)
      }
    }
    this.#ready.add(worker)
  }

  async #replace(number: number, ending: Ending): Promise<void> {
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

function isSame(one: StateChange, other: StateChange): boolean {
  return one.farm === other.farm && one.server === other.server
}

/** What the file says of a server. */
function writtenState({ plan }: EdgeSetup, { farm, server }: StateChange): ServerState['state'] | undefined {
  return plan.farms.get(farm)?.servers.find(({ name }) => name === server)?.state
}
