// One round of one case on one proxy: start it, warm it up, count what is answered and what it costs.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Case } from './cases.ts'
import type { Contestant } from './contestants.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import type { ProxyOrder } from './peers/order.ts'
import { start, usage } from './processes.ts'

/** Cores: the proxy alone on one, load and backend on the other. */
const proxyCore = '0'
export const otherCore = '1'
const bothCores = `${proxyCore},${otherCore}`

/** Figures of one round. */
export interface Round extends LoadResult {
  /** Microseconds of processor time, user and system, for each answered request. */
  readonly microseconds: number
  /** Most memory that was seen, bytes. */
  readonly peakBytes: number
  /** Memory for each connection held beside the load, bytes; undefined when there were none. */
  readonly heldBytes: number | undefined
}

export interface Surroundings {
  readonly order: Omit<ProxyOrder, 'backend' | 'bridged' | 'names' | 'paths'>
  readonly backends: { readonly port: number; readonly securePort: number }
  readonly milliseconds: number
  readonly warmUpMilliseconds: number
}

/** @throws when the proxy does not start, or answers none of the requests */
export async function measure(contestant: Contestant, one: Case, around: Surroundings): Promise<Round> {
  const { order, backends, milliseconds, warmUpMilliseconds } = around
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-bench-'))
  try {
    const prepared = contestant.prepare(
      {
        ...order,
        backend: one.bridged ? backends.securePort : backends.port,
        bridged: one.bridged,
        names: one.load.names,
        paths: one.load.paths,
      },
      folder,
      await freePort(),
    )
    for (const [file, text] of Object.entries(prepared.files)) await writeFile(file, text)
    await using proxy = start(contestant.processes > 1 ? bothCores : proxyCore, prepared.command)
    const port = prepared.port ?? (JSON.parse(await proxy.line()) as { port: number }).port
    await proxy.accepts(port)
    const load: LoadOrder = { port, ca: order.ca, host: order.host, ...one.load, warmUpMilliseconds, milliseconds }
    await using generator = start(otherCore, [
      process.execPath,
      join(import.meta.dirname, 'load.ts'),
      JSON.stringify(load),
    ])
    // Warmed up, then with all that is held: what memory grew in between is that of the connections held.
    await generator.line()
    const warm = usage(proxy.pid)
    await generator.line()
    const before = usage(proxy.pid)
    let peakBytes = before.bytes
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, usage(proxy.pid).bytes)
    }, 200)
    const result = JSON.parse(await generator.line()) as LoadResult
    const after = usage(proxy.pid)
    clearInterval(watch)
    if (result.requests === 0) throw new Error(`${contestant.name} answered nothing, ${result.errors} errors`)
    return {
      ...result,
      microseconds: ((after.seconds - before.seconds) * 1e6) / result.requests,
      peakBytes: Math.max(peakBytes, after.bytes),
      heldBytes: one.load.held === 0 ? undefined : (after.bytes - warm.bytes) / one.load.held,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
