import type { AddressInfo, Server } from 'node:net'
import { type BridgeheadError, failure } from '../base/errors.ts'
import { messageOf } from '../base/message-of.ts'

/**
 * Starts a server on an address and gives the real port.
 * @throws BH_ERR_PORT_IN_USE when another program has it, BH_ERR_LISTEN for another reason
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(listenFailure(error, host, port))
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Why an address cannot be listened on: BH_ERR_PORT_IN_USE when another program has it, else BH_ERR_LISTEN. */
export function listenFailure(error: unknown, host: string, port: number): BridgeheadError {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (code === 'EADDRINUSE') return failure('BH_ERR_PORT_IN_USE', { address: host, port }, error)
  return failure('BH_ERR_LISTEN', { address: host, port, reason: messageOf(error) }, error)
}
