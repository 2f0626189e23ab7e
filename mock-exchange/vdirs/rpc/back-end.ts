// Outlook Anywhere: RPC over HTTP version 2 (reference/exchange-protocols.md section 2.8).
//
//   RPC_OUT_DATA /rpc/rpcproxy.dll?server:port   76 bytes up, then an answer of 1 GiB that never ends
//   RPC_IN_DATA  /rpc/rpcproxy.dll?server:port   1 GiB up, no answer
//
// Whether plain HTTP may come in at all (SSLOffloading) is IIS's business, on the front end.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { echo } from '../../../protocols/rts/index.ts'
import { setHeaders } from '../headers.ts'
import { signalOfReply } from '../held-request.ts'
import type { VdirContext } from '../types.ts'
import { readEndpointAddress } from './endpoint-address.ts'
import { refuse, rpcReply } from './replies.ts'
import { type OwnConnections, serveIn, serveOut } from './serve-channels.ts'
import { VirtualConnections } from './virtual-connections.ts'

const paths = ['/rpc/rpcproxy.dll', '/rpcwithcert/rpcproxy.dll']

/** Content-Length up to which a request is an echo: is the proxy there? ([MS-RPCH] 2.1.2.1.5) */
const longestEcho = 0x10

/** The routes of the RPC proxy. @param outLifetime bytes that an OUT channel carries before a successor replaces it */
export function rpcBackEnd(app: FastifyInstance, context: VdirContext, outLifetime: number | undefined): void {
  const connections = new VirtualConnections(context, outLifetime)
  for (const path of paths) {
    // What a browser gets from the proxy: nothing, and that it gets it is a sign of life.
    app.get(path, (_request, reply) => reply.type('text/html').send(''))
    app.post(path, (request, reply) => answer(request, reply, context, connections))
  }
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  context: VdirContext,
  connections: VirtualConnections,
): Promise<FastifyReply> {
  const user = context.identityOf(request)
  if (user === undefined) return reply.code(401).send()
  const isIn = request.method === 'RPC_IN_DATA'
  if (!isIn && request.method !== 'RPC_OUT_DATA')
    return setHeaders(reply, { Allow: 'RPC_IN_DATA, RPC_OUT_DATA' }).code(405).send()
  if (isEcho(request)) {
    return rpcReply(reply).header('content-length', echo().length).send(echo())
  }
  const endpoint = readEndpointAddress(request.originalUrl, context)
  if (typeof endpoint === 'string') return refuse(reply, endpoint)
  const own: OwnConnections = {
    of: (cookie) => connections.of(user, cookie),
    known: (cookie) => connections.known(user, cookie),
  }
  const signal = signalOfReply(reply, context.signalOf('Rpc'))
  if (!isIn) return serveOut(request, reply, own, signal)
  const noteHeld = (): void => context.noteHeld(request)
  return serveIn(request, reply, { port: endpoint.port, noteHeld }, own, signal)
}

function isEcho({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= longestEcho
}
