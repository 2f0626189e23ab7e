// Outlook Anywhere: RPC over HTTP version 2 (reference/exchange-protocols.md section 2.8).
//
//   RPC_OUT_DATA /rpc/rpcproxy.dll?server:port   76 bytes up, then an answer of 1 GiB that never ends
//   RPC_IN_DATA  /rpc/rpcproxy.dll?server:port   1 GiB up, no answer
//
// Whether plain HTTP may come in at all (SSLOffloading) is IIS's business, on the front end.

import { PassThrough } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PduSplitter } from '../../protocols/dcerpc/index.ts'
import { channelLifetime, decodeRts, echo, isReceiveWindow, readConnA1, readConnB1 } from '../../protocols/rts/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { setHeaders } from './headers.ts'
import { signalOfReply } from './held-request.ts'
import { hostOf, readEndpointAddress } from './rpc/endpoint-address.ts'
import type { InChannel, VirtualConnection } from './rpc/virtual-connection.ts'
import { VirtualConnections } from './rpc/virtual-connections.ts'
import type { VdirContext, VdirModule } from './types.ts'

const paths = ['/rpc/rpcproxy.dll', '/rpcwithcert/rpcproxy.dll']

/** Content-Length up to which a request is an echo: is the proxy there? ([MS-RPCH] 2.1.2.1.5) */
const longestEcho = 0x10

/** Bytes that the body of an OUT request has at most (120 in a recycled channel). */
const longestOutBody = 4_096

export const rpc: VdirModule = {
  name: 'Rpc',
  backEndOf(request, context) {
    const endpoint = readEndpointAddress(request.originalUrl, context)
    return typeof endpoint === 'string' ? undefined : hostOf(endpoint, context)
  },
  backEnd(app, context) {
    const connections = new VirtualConnections(context)
    for (const path of paths) {
      // What a browser gets from the proxy: nothing, and that it gets it is a sign of life.
      app.get(path, (_request, reply) => reply.type('text/html').send(''))
      app.post(path, (request, reply) => answer(request, reply, context, connections))
    }
  },
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
  const find = (cookie: Buffer): VirtualConnection => connections.of(user, cookie)
  const signal = signalOfReply(reply, context.signalOf('Rpc'))
  if (!isIn) return serveOut(request, reply, find, signal)
  const noteHeld = (): void => context.noteHeld(request)
  return serveIn(request, reply, { port: endpoint.port, noteHeld }, find, signal)
}

function isEcho({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= longestEcho
}

type Find = (cookie: Buffer) => VirtualConnection

/** The OUT channel: its body is CONN/A1, its answer the stream to the client. */
async function serveOut(
  request: FastifyRequest,
  reply: FastifyReply,
  find: Find,
  signal: AbortSignal,
): Promise<FastifyReply> {
  const opening = await readOpening(request)
  if (opening === undefined || !isReceiveWindow(opening.receiveWindow)) return refuse(reply, '6ba')
  const connection = find(opening.virtualConnection)
  const stream = new PassThrough()
  const channel = { write: (bytes: Uint8Array) => void stream.write(bytes), close: () => void stream.destroy() }
  if (!connection.attachOut(opening, channel)) return refuse(reply, '6ba')
  signal.addEventListener('abort', () => connection.close())
  if (signal.aborted) connection.close()
  return rpcReply(reply).header('content-length', channelLifetime).send(stream)
}

async function readOpening(request: FastifyRequest): Promise<ReturnType<typeof readConnA1>> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of bodyChunks(request)) {
      chunks.push(chunk)
      length += chunk.length
      if (length > longestOutBody) return undefined
    }
    return readConnA1(decodeRts(Buffer.concat(chunks)))
  } catch (error) {
    if (error instanceof ProtocolSyntaxError) return undefined
    throw error
  }
}

/** The body piece by piece; a reader that stops early leaves the connection whole, so that an answer can still go out. */
function bodyChunks({ raw }: FastifyRequest): AsyncIterable<Buffer> {
  return raw.iterator({ destroyOnReturn: false })
}

/** The IN channel: its body is CONN/B1 and then the stream from the client; it has no answer while it lasts. */
async function serveIn(
  request: FastifyRequest,
  reply: FastifyReply,
  about: Pick<InChannel, 'port' | 'noteHeld'>,
  find: Find,
  signal: AbortSignal,
): Promise<FastifyReply> {
  const splitter = new PduSplitter()
  let connection: VirtualConnection | undefined
  let answered = false
  let failure: { readonly error: unknown } | undefined
  const close = (): void => connection?.close()
  const channel: InChannel = {
    ...about,
    close: () => {
      if (!answered) reply.raw.destroy()
    },
    failed: (error) => {
      failure ??= { error }
    },
  }
  signal.addEventListener('abort', close)
  try {
    for await (const chunk of bodyChunks(request)) {
      for (const pdu of splitter.push(chunk)) {
        if (connection !== undefined) {
          connection.receive(pdu)
          continue
        }
        const opening = readConnB1(decodeRts(pdu))
        const found = opening && find(opening.virtualConnection)
        if (opening === undefined || !found?.attachIn(opening, channel)) {
          throw new ProtocolSyntaxError('RTS', 'the IN channel does not begin with a CONN/B1 of its own')
        }
        connection = found
      }
    }
    answered = true
    return rpcReply(reply).header('content-length', 0).send()
  } catch (error) {
    if (failure !== undefined) throw failure.error
    if (request.raw.destroyed) return reply.hijack()
    if (!(error instanceof ProtocolSyntaxError)) throw error
    answered = true
    return refuse(reply, '6ba')
  } finally {
    close()
  }
}

function rpcReply(reply: FastifyReply): FastifyReply {
  reply.raw.statusMessage = 'Success'
  return setHeaders(reply, { 'Cache-Control': 'private' }).code(200).type('application/rpc')
}

function refuse(reply: FastifyReply, error: string): FastifyReply {
  reply.raw.statusMessage = `RPC Error: ${error}`
  return setHeaders(reply, { Connection: 'close' }).code(503).send()
}
