import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { Dial } from '../../base/vantage-point.ts'
import type { FarmPlan, ServerPlan } from '../../topology/edge-plan.ts'
import { writeProxyHeader } from '../proxy-protocol/index.ts'
import { secureToServer } from '../server-tls.ts'

/** The world that probes go out to. */
export interface ProbeSurroundings {
  readonly dial: Dial
  /** Of a farm whose servers are spoken to over TLS. Through a passthrough farm the clients do, so its probes do too. */
  readonly context: SecureContext | undefined
}

/**
 * A connection to a server of a farm as its clients' requests would get one: TCP, the PROXY header and TLS where the farm
 * has them.
 * @throws the system's error, or TLS's with its cause, see `failureCause`; the signal's reason when aborted
 */
export async function connectToServer(
  farm: FarmPlan,
  server: ServerPlan,
  { dial, context }: ProbeSurroundings,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = await inTime(dial(server.endpoint.address, server.endpoint.port, signal), signal)
  // An error between two owners of a socket must not end the process; whoever uses it next sees it closed.
  socket.on('error', () => {})
  if (farm.proxyProtocol !== undefined) socket.write(writeProxyHeader(farm.proxyProtocol, undefined))
  if (context === undefined) return socket
  const serverName = farm.tls?.servername ?? farm.health?.host ?? server.endpoint.address
  return secureToServer(socket, { context, verify: farm.tls?.verify ?? true, serverName }, signal)
}

/** Gives up on a connection when the signal says so, even if the dialler goes on; what it brings later is closed. */
function inTime(dialled: Promise<Socket>, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    dialled
      .then((socket) => {
        if (signal.aborted) socket.destroy()
        resolve(socket)
      }, reject)
      .finally(() => signal.removeEventListener('abort', abort))
  })
}
