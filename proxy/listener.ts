import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { failure } from '../base/errors.ts'
import { messageOf } from '../base/message-of.ts'
import type { Endpoint } from '../topology/edge-plan.ts'
import type { Gate } from './gate.ts'

/** Where a listener is bound, and who gets its connections. */
export interface ListenerFacts {
  readonly edge: string
  readonly endpoint: Endpoint
  /** The real address and port. */
  readonly host: string
  readonly port: number
  readonly accept: (socket: Socket) => void
  /** Told when a connection could not be accepted. */
  readonly failed: () => void
}

/** A listener at work. */
export interface Listener {
  readonly server: Server
  readonly gate: Gate
  readonly host: string
  readonly port: number
}

/**
 * Binds a listener.
 * @throws BH_ERR_PORT_IN_USE, BH_ERR_EDGE_LISTEN
 */
export async function listen(gate: Gate, { edge, host, port, accept, failed }: ListenerFacts): Promise<Listener> {
  // A client may end its side and still wait for its answer. Keep-alive probes find dead ones under long silent requests.
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 })
  server.on('connection', accept)
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
    if (code === 'EADDRINUSE') throw failure('BH_ERR_PORT_IN_USE', { address: host, port }, error)
    const reason = messageOf(error)
    throw failure('BH_ERR_EDGE_LISTEN', { edge, address: host, port, reason }, error)
  }
  // Without a file descriptor left (EMFILE) the system takes the connection and drops it; the listener stays, and the
  // connections that stand are not hurt.
  server.on('error', failed)
  const address = server.address() as AddressInfo
  return { server, gate, host: address.address, port: address.port }
}
