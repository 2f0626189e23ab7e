// One query to one server and back: over UDP, again when nothing comes, and over TCP when the answer was cut short.

import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { frame, frameReader } from './tcp-frames.ts'
import { answers, flags, readHeader } from './wire.ts'

export interface ServerAddress {
  readonly host: string
  readonly port: number
}

export interface ExchangeOptions {
  /** Milliseconds to wait for each attempt over UDP, and for TCP in all. */
  readonly timeout: number
  /** Queries sent over UDP before giving up. */
  readonly attempts: number
  readonly signal?: AbortSignal | undefined
}

/** The server's answer; undefined when none came in time. @throws the signal's reason once it is aborted. */
export async function exchange(
  server: ServerAddress,
  query: Buffer,
  { timeout, attempts, signal }: ExchangeOptions,
): Promise<Buffer | undefined> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const answer = await inTime(timeout, signal, (settle) => askOverUdp(server, query, settle))
    if (answer === undefined) continue
    const truncated = ((readHeader(answer)?.flags ?? 0) & flags.truncated) !== 0
    return truncated ? inTime(timeout, signal, (settle) => askOverTcp(server, query, settle)) : answer
  }
  return undefined
}

/** Told what came: an answer, or nothing. Only the first time counts. */
type Settle = (answer: Buffer | undefined) => void

/** Starts to ask and waits; whatever happens, what was started is ended by the function that `ask` gives. */
function inTime(
  timeout: number,
  signal: AbortSignal | undefined,
  ask: (settle: Settle) => () => void,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason)
    const leave = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      end()
    }
    const settle: Settle = (answer) => {
      leave()
      resolve(answer)
    }
    const abort = (): void => {
      leave()
      reject(signal?.reason)
    }
    const timer = setTimeout(() => settle(undefined), timeout)
    signal?.addEventListener('abort', abort, { once: true })
    const end = ask(settle)
  })
}

function askOverUdp({ host, port }: ServerAddress, query: Buffer, settle: Settle): () => void {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  let open = true
  // A connected socket takes messages of that server alone, and hears of a port where nothing listens.
  socket.on('error', () => settle(undefined))
  socket.on('message', (message) => {
    if (answers(query, message)) settle(message)
  })
  socket.connect(port, host, () => {
    if (open) socket.send(query)
  })
  return () => {
    if (open) socket.close()
    open = false
  }
}

function askOverTcp({ host, port }: ServerAddress, query: Buffer, settle: Settle): () => void {
  const socket = connect({ host, port }, () => socket.write(frame(query)))
  socket.on('error', () => settle(undefined))
  socket.on('close', () => settle(undefined))
  socket.on(
    'data',
    frameReader((message) => {
      if (answers(query, message)) settle(message)
    }),
  )
  return () => socket.destroy()
}
