// Answers in the form of an RPC proxy (MS-RPCH 2.1.2.2).

import type { FastifyReply } from 'fastify'
import { setHeaders } from '../headers.ts'
import type { RpcProxyError } from './endpoint-address.ts'

/** `200 Success`, with the content still to come. */
export function rpcReply(reply: FastifyReply): FastifyReply {
  reply.raw.statusMessage = 'Success'
  return setHeaders(reply, { 'Cache-Control': 'private' }).code(200).type('application/rpc')
}

/** `503 RPC Error: 6ba`, and the end of the connection. */
export function refuse(reply: FastifyReply, error: RpcProxyError): FastifyReply {
  reply.raw.statusMessage = `RPC Error: ${error}`
  return setHeaders(reply, { Connection: 'close' }).code(503).send()
}
