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
import { type Ending, WorkerProcess } from './worker-process.ts'

/** Pause before a worker that could not be started is tried again, growing up to the most; milliseconds. */
const firstPause = 100
const longestPause = 10_000
/** What a worker may take longer to drain than it was told, before it is ended. */
const grace = 5_000

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
  #changes: readonly StateChange[] = []
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
    await Promise.all(this.#tell((worker) => worker.call('setServerState', change)))
    this.#changes = [...this.#changes.filter((other) => !isSame(other, change)), change]
  }

  async reload(setup: EdgeSetup): Promise<void> {
    const before = this.#order
    // One that starts meanwhile is told of it, or of the old one again, when it is ready.
    this.#order = { ...before, setup }
    const results = await Promise.allSettled(this.#tell((worker) => worker.call('reload', setup)))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed !== undefined) {
      this.#order = before
      await Promise.allSettled(this.#tell((worker) => worker.call('reload', before.setup)))
      throw failed.reason
    }
    this.#changes = this.#changes.filter((change) => writtenState(setup, change) === writtenState(before.setup, change))
  }

  reopenLog(): void {
    for (const told of this.#tell((worker) => worker.call('reopenLog', undefined))) told.catch(() => {})
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

  #tell<T>(tell: (worker: WorkerProcess) => Promise<T>): Promise<T>[] {
    return Array.from(this.#ready, tell)
  }

  /** The answers of the workers that give one: one may be ending. */
  async #ask<T>(tell: (worker: WorkerProcess) => Promise<T>): Promise<[WorkerProcess, T][]> {
    const results = await Promise.allSettled(
      this.#tell(async (worker): Promise<[WorkerProcess, T]> => [worker, await tell(worker)]),
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
    const started = await Promise.race([
      worker.call('start', order),
      worker.ended.then((ending) => Promise.reject(failure('BH_ERR_WORKER_ENDED', { number, ending }))),
    ])
    // A reload may have come meanwhile.
    if (order !== this.#order) await worker.call('reload', this.#order.setup)
    for (const change of this.#changes) await worker.call('setServerState', change)
    this.#ready.add(worker)
    return started
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
