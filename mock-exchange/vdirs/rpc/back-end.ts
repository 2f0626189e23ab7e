// Outlook Anywhere: an RPC proxy before the RPC interfaces of Exchange.
//
// Whether plain HTTP may come in at all (SSLOffloading) is IIS's business, on the front end.

import type { FastifyInstance } from 'fastify'
import { rpcInterfacesOfExchange } from '../../rpc/interfaces/index.ts'
import type { VdirContext } from '../types.ts'
import { readEndpointAddress } from './endpoint-address.ts'
import { addRpcProxy } from './proxy.ts'
import { VirtualConnections } from './virtual-connections.ts'

const paths = ['/rpc/rpcproxy.dll', '/rpcwithcert/rpcproxy.dll']

/** The routes of the RPC proxy. @param outLifetime bytes that an OUT channel carries before a successor replaces it */
export function rpcBackEnd(app: FastifyInstance, context: VdirContext, outLifetime: number | undefined): void {
  addRpcProxy(app, paths, {
    admit(request, reply) {
      const user = context.identityOf(request)
      if (user === undefined) void reply.code(401).send()
      return user
    },
    endpointOf: (target) => readEndpointAddress(target, context),
    connections: new VirtualConnections(context, rpcInterfacesOfExchange, outLifetime),
    signal: () => context.signalOf('Rpc'),
    noteHeld: context.noteHeld,
  })
}
