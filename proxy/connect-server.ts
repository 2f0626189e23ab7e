import { isIP, type Socket } from 'node:net'
import * as tls from 'node:tls'
import { CauseError, failureCause } from '../base/failure-cause.ts'
import type { Dial } from '../base/vantage-point.ts'
import type { Endpoint } from '../topology/lab-plan.ts'
import { certificateFault } from './certificate-fault.ts'
import type { Ticker } from './ticker.ts'

/** How TLS goes on to a server: bridge. */
interface BridgeTls {
  readonly context: tls.SecureContext
  readonly verify: boolean
  /** The name for SNI and for the check of the certificate. */
  readonly serverName: string
}

/** What it takes to reach a server. */
export interface ServerRoute {
  readonly endpoint: Endpoint
  /** Undefined: plain. */
  readonly tls: BridgeTls | undefined
  /** Milliseconds until the connection must stand, TLS included. */
  readonly within: number
}

/**
 * Opens a connection to a server; with TLS it is verified when this returns.
 * @param abort to give up early with; the time limit uses it too
 * @throws what the network says, see `failureCause`; a CauseError for a time limit and for TLS, whose message follows
 *   "server cas1: "
 */
export async function connectServer(
  route: ServerRoute,
  dial: Dial,
  ticker: Ticker,
  abort: AbortController,
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
    return await Promise.race([late, open(route, dial, abort.signal)])
  } finally {
    ticker.unwatch(watch)
  }
}

async function open({ endpoint, tls: bridge }: ServerRoute, dial: Dial, signal: AbortSignal): Promise<Socket> {
  const socket = await dial(endpoint.address, endpoint.port, signal)
  // An error between two owners of the socket must not end the process; the next one sees it closed.
  socket.on('error', () => {})
  if (signal.aborted) {
    socket.destroy()
    throw signal.reason
  }
  socket.setNoDelay(true)
  return bridge === undefined ? socket : encrypt(socket, bridge, signal)
}

function encrypt(socket: Socket, bridge: BridgeTls, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const secure = tls.connect({
    socket,
    secureContext: bridge.context,
    // False only where the configuration says verify: false.
    rejectUnauthorized: bridge.verify,
    ALPNProtocols: ['http/1.1'],
    // An address cannot be an SNI name (RFC 6066 section 3), but the certificate is checked for it all the same.
    host: bridge.serverName,
    servername: isIP(bridge.serverName) === 0 ? bridge.serverName : '',
  })
  let certificate: tls.PeerCertificate | undefined
  const settle = (): void => {
    signal.removeEventListener('abort', onAbort)
    secure.off('close', onClose)
  }
  const onAbort = (): void => void secure.destroy()
  const onError = (error: Error): void => {
    settle()
    secure.destroy()
    reject(new CauseError(failureCause(error), certificateFault(error, certificate, bridge.serverName), error))
  }
  const onClose = (): void => {
    settle()
    reject(new CauseError('tls-handshake', 'the connection ended within the TLS handshake'))
  }
  signal.addEventListener('abort', onAbort)
  secure.on('error', onError).on('close', onClose)
  // `secure` comes before Node checks the certificate, `secureConnect` after; once it is rejected it cannot be read.
  secure.prependOnceListener('secure', () => {
    certificate = secure.getPeerCertificate()
  })
  secure.once('secureConnect', () => {
    settle()
    resolve(secure)
  })
  return promise
}
