// Outlook Anywhere: /rpc/rpcproxy.dll.

import { hostOf, readEndpointAddress } from './rpc/endpoint-address.ts'
import type { VdirModule } from './types.ts'

/** @param outLifetime bytes that an OUT channel carries before it is replaced by a successor; 1 GiB unless told */
export function createRpc(outLifetime?: number): VdirModule {
  return {
    name: 'Rpc',
    backEndOf(request, context) {
      const endpoint = readEndpointAddress(request.originalUrl, context)
      return typeof endpoint === 'string' ? undefined : hostOf(endpoint, context)
    },
    async backEnd(app, context) {
      const { rpcBackEnd } = await import('./rpc/back-end.ts')
      rpcBackEnd(app, context, outLifetime)
    },
  }
}

export const rpc: VdirModule = createRpc()
