// Load on a proxy, from a process of its own: `load.ts '<LoadOrder as JSON>'`; prints a LoadResult as its last line.
//
//   N connections, each: request ──▶ answer read to its end ──▶ request …
//
// Requests are bytes made once, and answers are only measured by their Content-Length: what this process spends is not the
// proxy's, but it must not be the bottleneck either.

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import * as tls from 'node:tls'
import { nameOf, pathOf } from './peers/order.ts'

export interface LoadOrder {
  readonly port: number
  /** PEM file to trust; plain TCP when absent. */
  readonly ca: string
  readonly host: string
  readonly path: string
  readonly connections: number
  /** Bytes of a request body; 0 for GET. */
  readonly upload: number
  /** `kept`: one connection for all; `new`: one each; `resumed`: one each, with the session of the one before. */
  readonly connect: 'kept' | 'new' | 'resumed'
  /** How many host names, and paths under each, the requests ask for in turn; 0: always `host`, and `path` alone. */
  readonly names: number
  readonly paths: number
  /** Connections beside the load that have asked for `heldPath` and rest; for `/held` with a body, as a Ping has one. */
  readonly held: number
  readonly heldPath: string
  readonly warmUpMilliseconds: number
  readonly milliseconds: number
}

export interface LoadResult {
  readonly requests: number
  readonly errors: number
  readonly seconds: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** Said on stdout when the warm-up is over, and when all that is held stands and the measured time begins. */
const steps = { warm: 'warm', measuring: 'measuring' } as const

const order = JSON.parse(process.argv[2] ?? '{}') as LoadOrder
const ca = readFileSync(order.ca)
const chunk = Buffer.alloc(Math.min(order.upload, 65_536), 'u')
const heads = headsOf()
let asked = 0
const headEnd = Buffer.from('\r\n\r\n')

const context = tls.createSecureContext({ ca })
let session: Buffer | undefined
let latencies: number[] = []
let errors = 0
let over = false

/** The heads that are sent in turn. */
function headsOf(): Buffer[] {
  const method = order.upload > 0 ? 'POST' : 'GET'
  const length = order.upload > 0 ? `Content-Length: ${order.upload}\r\n` : ''
  const head = (host: string, path: string): Buffer =>
    Buffer.from(
      `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: bridgehead-bench\r\nAccept: */*\r\n${length}\r\n`,
    )
  if (order.names === 0) return [head(order.host, order.path)]
  return Array.from({ length: order.names * Math.max(1, order.paths) }, (_, index) =>
    head(
      nameOf(index % order.names),
      `${order.paths === 0 ? '' : pathOf(Math.floor(index / order.names))}${order.path}`,
    ),
  )
}

async function open(): Promise<Socket> {
  const socket = tls.connect({
    port: order.port,
    host: '127.0.0.1',
    servername: order.host,
    secureContext: context,
    ...(order.connect === 'resumed' && session !== undefined ? { session } : {}),
  })
  if (order.connect === 'resumed') socket.on('session', (fresh) => (session = fresh))
  socket.setNoDelay(true)
  await once(socket, 'secureConnect')
  return socket
}

/** Sends one request and reads its answer to the end. */
function exchange(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = -1
    let begun: Buffer = Buffer.alloc(0)
    const settle = (error?: Error): void => {
      socket.off('data', onData).off('error', settle).off('close', onClose)
      if (error === undefined) resolve()
      else reject(error)
    }
    const onClose = (): void => settle(new Error('the proxy closed a connection before its answer was whole'))
    const onData = (data: Buffer): void => {
      if (left >= 0) left -= data.length
      else {
        begun = begun.length === 0 ? data : Buffer.concat([begun, data])
        const end = begun.indexOf(headEnd)
        if (end < 0) return
        const text = begun.toString('latin1', 0, end)
        if (!text.startsWith('HTTP/1.1 200')) {
          settle(new Error(text.slice(0, 40)))
          return
        }
        const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
        if (length === undefined) {
          settle(new Error('no Content-Length'))
          return
        }
        left = Number(length) - (begun.length - end - 4)
      }
      if (left === 0) settle()
    }
    socket.on('data', onData).on('error', settle).on('close', onClose)
    socket.write(heads[asked++ % heads.length] ?? '')
    if (order.upload > 0) upload(socket)
  })
}

async function upload(socket: Socket): Promise<void> {
  for (let left = order.upload; left > 0 && !socket.destroyed; left -= chunk.length) {
    const part = left < chunk.length ? chunk.subarray(0, left) : chunk
    if (!socket.write(part)) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          socket.off('drain', go).off('close', go)
          resolve()
        }
        socket.once('drain', go).once('close', go)
      })
    }
  }
}

async function client(): Promise<void> {
  let socket: Socket | undefined
  while (!over) {
    const start = performance.now()
    try {
      socket ??= await open()
      await exchange(socket)
      latencies.push(performance.now() - start)
      if (order.connect !== 'kept') {
        socket.destroy()
        socket = undefined
      }
    } catch {
      errors++
      socket?.destroy()
      socket = undefined
    }
  }
  socket?.destroy()
}

/** Opens what is held, some at a time, so that no handshake waits long. */
async function hold(): Promise<Socket[]> {
  const sockets: Socket[] = []
  const next = async (): Promise<void> => {
    while (begun < order.held) {
      begun++
      const socket = await open()
      socket.on('error', () => {}).on('close', () => errors++)
      if (order.heldPath === '/held') {
        socket.write(
          `POST /held HTTP/1.1\r\nHost: ${order.host}\r\nContent-Type: application/vnd.ms-sync.wbxml\r\nContent-Length: 13\r\n\r\n0123456789abc`,
        )
      } else await exchange(socket)
      sockets.push(socket)
    }
  }
  let begun = 0
  await Promise.all(Array.from({ length: 16 }, next))
  return sockets
}

for (let count = 0; count < order.connections; count++) void client()
await new Promise((resolve) => setTimeout(resolve, order.warmUpMilliseconds))
console.log(steps.warm)
const held = await hold()
latencies = []
errors = 0
const start = performance.now()
console.log(steps.measuring)
await new Promise((resolve) => setTimeout(resolve, order.milliseconds))
const seconds = (performance.now() - start) / 1_000
const measured = latencies
latencies = []
const failed = errors
measured.sort((a, b) => a - b)
const at = (share: number): number => measured[Math.min(measured.length - 1, Math.floor(measured.length * share))] ?? 0
const result: LoadResult = { requests: measured.length, errors: failed, seconds, p50: at(0.5), p99: at(0.99) }
console.log(JSON.stringify(result))
over = true
for (const socket of held) socket.destroy()
process.exit(0)
