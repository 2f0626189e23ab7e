import type { OnReadOpts, Socket } from 'node:net'
import { CauseError } from '../base/failure-cause.ts'
import type { Dial } from '../base/vantage-point.ts'
import type { Endpoint } from '../topology/edge-plan.ts'
import { type ServerTls, secureToServer } from './server-tls.ts'
import type { Ticker } from './ticker.ts'

/** What it takes to reach a server. */
export interface ServerRoute {
  readonly endpoint: Endpoint
  /** Sent before everything else: a PROXY header. */
  readonly preface: Buffer | undefined
  /** Undefined: plain. */
  readonly tls: ServerTls | undefined
  /** Milliseconds until the connection must stand, TLS included. */
  readonly within: number
}

/**
 * Opens a connection to a server; with TLS it is verified when this returns.
 * @param abort to give up early with; the time limit uses it too
 * @param reading how a plain connection is read, if not by 'data' events
 * @throws what the network says, see `failureCause`; a CauseError for a time limit and for TLS, whose message follows
 *   "server cas1: "
 */
export async function connectServer(
  route: ServerRoute,
  dial: Dial,
  ticker: Ticker,
  abort: AbortController,
  reading?: OnReadOpts,
): Promise<Socket> {
  const end = performance.now() + route.within
  const { promise: late, reject } = Promise.withResolvers<never>()
  const watch = {
    check(now: number): void {
      if (now < end) return
      ticker.unwatch(watch)
      reject(new CauseError('connect-timeout', `no connection within ${route.within} ms`))
      abort.abort()
    },
  }
  ticker.watch(watch)
  try {
    return await Promise.race([late, open(route, dial, abort.signal, reading)])
  } finally {
    ticker.unwatch(watch)
  }
}

async function open(
  { endpoint, preface, tls: bridge }: ServerRoute,
  dial: Dial,
  signal: AbortSignal,
  reading: OnReadOpts | undefined,
): Promise<Socket> {
  const socket = await dial(endpoint.address, endpoint.port, signal, reading)
  // An error between two owners of the socket must not end the process; the next one sees it closed.
  socket.on('error', () => {})
  if (signal.aborted) {
    socket.destroy()
    throw signal.reason
  }
  socket.setNoDelay(true)
  if (preface !== undefined) socket.write(preface)
  return bridge === undefined ? socket : secureToServer(socket, bridge, signal)
}
