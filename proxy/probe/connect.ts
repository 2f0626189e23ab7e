import { isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Dial } from '../../base/vantage-point.ts'
import type { FarmPlan, ServerPlan } from '../../topology/lab-plan.ts'

/** The world that probes go out to. */
export interface ProbeSurroundings {
  readonly dial: Dial
  /** PEM authorities to trust, by farm name; the system's own when absent. */
  readonly authorities: ReadonlyMap<string, readonly string[]>
}

/** Whether a farm's servers are spoken to over TLS; through a passthrough farm the clients do, so its probes do too. */
export function overTls(farm: FarmPlan): boolean {
  return farm.tls !== undefined || farm.passthrough
}

/** The name that a probe asks for and that the server's certificate must contain; the address when the farm names none. */
export function probeName(farm: FarmPlan, server: ServerPlan): string {
  return farm.tls?.servername ?? farm.health?.host ?? server.endpoint.address
}

/**
 * A connection to a server of a farm as its clients' requests would get one: TCP, and TLS where the farm has it.
 * @throws the system's or TLS's error, see `failureCause`; the signal's reason when aborted
 */
export async function connectToServer(
  farm: FarmPlan,
  server: ServerPlan,
  { dial, authorities }: ProbeSurroundings,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = await inTime(dial(server.endpoint.address, server.endpoint.port, signal), signal)
  ignoreErrors(socket)
  return overTls(farm) ? encrypt(socket, farm, probeName(farm, server), authorities.get(farm.name), signal) : socket
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

/** An error between two owners of a socket must not end the process; whoever uses the socket next sees it closed. */
function ignoreErrors(socket: Socket): void {
  socket.on('error', () => {})
}

function encrypt(
  socket: Socket,
  farm: FarmPlan,
  name: string,
  authorities: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const secure = connectTls({
      socket,
      host: name,
      // An address cannot be an SNI (RFC 6066 section 3); it is checked all the same, as `host`.
      servername: isIP(name) === 0 ? name : '',
      ALPNProtocols: ['http/1.1'],
      // Only where the file says verify: false.
      rejectUnauthorized: farm.tls?.verify ?? true,
      ...(authorities === undefined ? {} : { ca: [...authorities] }),
    })
    ignoreErrors(secure)
    const abort = (): void => {
      secure.destroy()
      reject(signal.reason)
    }
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', abort)
      secure.destroy()
      reject(error)
    }
    signal.addEventListener('abort', abort, { once: true })
    secure.once('error', fail)
    secure.once('secureConnect', () => {
      signal.removeEventListener('abort', abort)
      secure.removeListener('error', fail)
      resolve(secure)
    })
  })
}
