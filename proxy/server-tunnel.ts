import type { Socket } from 'node:net'
import type { FailureCause } from '../base/failure-cause.ts'
import type { ServerConnection } from './server-connection.ts'
import type { Trail } from './trail.ts'
import { runTunnel, type TunnelOptions } from './tunnel.ts'

/** The ends of a tunnel to a server, whose connection was handed over as `onward`. */
export interface TunnelEnds {
  readonly client: Socket
  readonly server: ServerConnection
  readonly onward: Socket
}

/**
 * Runs a tunnel to a server of a farm, and notes on the trail how much went through.
 * @returns why it broke, undefined when both sides ended in order
 */
export async function runServerTunnel(
  { client, server, onward }: TunnelEnds,
  options: TunnelOptions,
  trail: Trail,
): Promise<FailureCause | undefined> {
  const { clientBytes, serverBytes, cause } = await runTunnel(client, onward, options)
  trail.requestBytes = clientBytes
  trail.responseBytes = serverBytes
  return cause === 'reset' && server.severed ? 'server-offline' : cause
}
