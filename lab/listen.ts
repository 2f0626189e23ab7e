import type { AddressInfo, Server } from 'node:net'
import { failure } from '../base/errors.ts'

/**
 * Starts a server on an address and gives the real port.
 * @throws BH_ERR_PORT_IN_USE when another program has it, BH_ERR_LISTEN for another reason
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') reject(failure('BH_ERR_PORT_IN_USE', { address: host, port }, error))
      else reject(failure('BH_ERR_LISTEN', { address: host, port, reason: error.message }, error))
    }
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
