// An RPC proxy: RPC over HTTP version 2 (reference/exchange-protocols.md section 2.8).
//
//   RPC_OUT_DATA /rpc/rpcproxy.dll?server:port   76 bytes up, then an answer of 1 GiB that never ends
//   RPC_IN_DATA  /rpc/rpcproxy.dll?server:port   1 GiB up, no answer

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { echo } from '../../../protocols/rts/index.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { setHeaders } from '../headers.ts'
import { signalOfReply } from '../held-request.ts'
import type { EndpointAddress, RpcProxyError } from './endpoint-address.ts'
import { refuse, rpcReply } from './replies.ts'
import { serveIn, serveOut } from './serve-channels.ts'
import type { JoinableConnection } from './virtual-connection.ts'

/** What a proxy leads to. */
export interface RpcProxy {
  /** Who is logged on; undefined when nobody is, and the request has its answer. */
  admit(request: FastifyRequest, reply: FastifyReply): UserPlan | undefined
  /** The endpoint that a request target names, or why there is none. */
  endpointOf(target: string): EndpointAddress | RpcProxyError
  readonly connections: {
    of(user: UserPlan, cookie: Buffer): JoinableConnection
    known(user: UserPlan, cookie: Buffer): JoinableConnection | undefined
  }
  /** Ends all channels when it is aborted. */
  signal(): AbortSignal
  /** Told when a call is held open. */
  noteHeld(request: FastifyRequest): void
}

/** Content-Length up to which a request is an echo: is the proxy there? ([MS-RPCH] 2.1.2.1.5) */
const longestEcho = 0x10

/** Adds the routes of a proxy. */
export function addRpcProxy(app: FastifyInstance, paths: readonly string[], proxy: RpcProxy): void {
  for (const path of paths) {
    // What a browser gets from the proxy: nothing, and that it gets it is a sign of life.
    app.get(path, (request, reply) =>
      proxy.admit(request, reply) === undefined ? reply : reply.type('text/html').send(''),
    )
    app.post(path, (request, reply) => answer(request, reply, proxy))
  }
}

async function answer(request: FastifyRequest, reply: FastifyReply, proxy: RpcProxy): Promise<FastifyReply> {
  const user = proxy.admit(request, reply)
  if (user === undefined) return reply
  const isIn = request.method === 'RPC_IN_DATA'
  if (!isIn && request.method !== 'RPC_OUT_DATA')
    return setHeaders(reply, { Allow: 'RPC_IN_DATA, RPC_OUT_DATA' }).code(405).send()
  if (isEcho(request)) {
    return rpcReply(reply).header('content-length', echo().length).send(echo())
  }
  const endpoint = proxy.endpointOf(request.originalUrl)
  if (typeof endpoint === 'string') return refuse(reply, endpoint)
  const { connections } = proxy
  const own = {
    of: (cookie: Buffer) => connections.of(user, cookie),
    known: (cookie: Buffer) => connections.known(user, cookie),
  }
  const signal = signalOfReply(reply, proxy.signal())
  if (!isIn) return serveOut(request, reply, own, signal)
  const noteHeld = (): void => proxy.noteHeld(request)
  return serveIn(request, reply, { port: endpoint.port, noteHeld }, own, signal)
}

function isEcho({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= longestEcho
}
