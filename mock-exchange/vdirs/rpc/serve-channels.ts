// The two requests of RPC over HTTP, from their heads on.

import { PassThrough } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PduSplitter } from '../../../protocols/dcerpc/index.ts'
import {
  channelLifetime,
  decodeRts,
  readConnA1,
  readConnB1,
  readInA1,
  readOutA3,
} from '../../../protocols/rts/index.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import type { InChannel, OutChannel } from './channels.ts'
import { refuse, rpcReply } from './replies.ts'
import type { JoinableConnection } from './virtual-connection.ts'

/** Bytes that the body of an OUT request has at most (120 in a recycled channel). */
const longestOutBody = 4_096

/** The virtual connections of the caller. */
export interface OwnConnections {
  /** The one with that cookie; opened by whichever channel comes first. */
  of(cookie: Buffer): JoinableConnection
  /** The same if it is there already. */
  known(cookie: Buffer): JoinableConnection | undefined
}

/**
 * The OUT channel: its body begins with CONN/A1, its answer is the stream to the client. A successor begins with
 * OUT_R2/A3, and is answered when its turn has come.
 */
export async function serveOut(
  request: FastifyRequest,
  reply: FastifyReply,
  own: OwnConnections,
  signal: AbortSignal,
): Promise<FastifyReply> {
  const stream = new PassThrough()
  let answered = false
  const refuseOnce = (): void => {
    answered = true
    if (!reply.raw.destroyed) refuse(reply, '6ba')
  }
  const channel: OutChannel = {
    open: () => {
      answered = true
      rpcReply(reply).header('content-length', channelLifetime).send(stream)
      // A successor may have nothing to say for a minute, and its client waits for the head.
      reply.raw.flushHeaders()
    },
    write: (bytes) => void stream.write(bytes),
    end: () => {
      // Less than was announced: only the end of the connection tells the client.
      reply.raw.shouldKeepAlive = false
      stream.end()
    },
    close: () => {
      if (answered) stream.destroy()
      else refuseOnce()
    },
  }
  const splitter = new PduSplitter()
  let connection: JoinableConnection | undefined
  let length = 0
  try {
    for await (const chunk of bodyChunks(request)) {
      length += chunk.length
      if (length > longestOutBody) throw new ProtocolSyntaxError('RTS', 'the OUT channel has too long a body')
      for (const pdu of splitter.push(chunk)) {
        // Whatever follows only fills up the announced length.
        connection ??= attachOut(pdu, channel, own, signal)
      }
    }
    if (connection === undefined) throw new ProtocolSyntaxError('RTS', 'the OUT channel has no PDU')
  } catch (error) {
    if (!(error instanceof ProtocolSyntaxError)) throw error
    connection?.leave(channel)
    if (!answered) refuseOnce()
  }
  return reply
}

/** @throws ProtocolSyntaxError when it is not the beginning of a channel that is wanted */
function attachOut(pdu: Buffer, channel: OutChannel, own: OwnConnections, signal: AbortSignal): JoinableConnection {
  const rts = decodeRts(pdu)
  const [first, successor] = [readConnA1(rts), readOutA3(rts)]
  const connection =
    first === undefined ? successor && own.known(successor.virtualConnection) : own.of(first.virtualConnection)
  const isWanted =
    first === undefined
      ? successor && connection?.succeedOut(successor, channel)
      : connection?.attachOut(first, channel)
  if (connection === undefined || !isWanted) {
    throw new ProtocolSyntaxError('RTS', 'the OUT channel does not begin with a packet of its own')
  }
  const leave = (): void => connection.leave(channel)
  signal.addEventListener('abort', leave)
  if (signal.aborted) leave()
  return connection
}

/** The body piece by piece; a reader that stops early leaves the connection whole, so that an answer can still go out. */
function bodyChunks({ raw }: FastifyRequest): AsyncIterable<Buffer> {
  return raw.iterator({ destroyOnReturn: false })
}

/**
 * The IN channel: its body is CONN/B1, or the A1 of a successor, and then the stream from the client; it has no answer
 * while it lasts.
 */
export async function serveIn(
  request: FastifyRequest,
  reply: FastifyReply,
  about: Pick<InChannel, 'port' | 'noteHeld'>,
  own: OwnConnections,
  signal: AbortSignal,
): Promise<FastifyReply> {
  const splitter = new PduSplitter()
  let connection: JoinableConnection | undefined
  let answered = false
  let failure: { readonly error: unknown } | undefined
  const channel: InChannel = {
    ...about,
    close: () => {
      if (!answered) reply.raw.destroy()
    },
    failed: (error) => {
      failure ??= { error }
    },
  }
  const leave = (): void => connection?.leave(channel)
  signal.addEventListener('abort', leave)
  try {
    for await (const chunk of bodyChunks(request)) {
      for (const pdu of splitter.push(chunk)) {
        if (connection === undefined) connection = await attachIn(pdu, channel, own)
        else connection.receive(pdu)
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
    leave()
  }
}

/** @throws ProtocolSyntaxError when it is not the beginning of a channel that is wanted */
async function attachIn(pdu: Buffer, channel: InChannel, own: OwnConnections): Promise<JoinableConnection> {
  const rts = decodeRts(pdu)
  const [first, successor] = [readConnB1(rts), readInA1(rts)]
  const connection =
    first === undefined ? successor && own.known(successor.virtualConnection) : own.of(first.virtualConnection)
  const isWanted =
    first === undefined ? successor && connection?.succeedIn(successor, channel) : connection?.attachIn(first, channel)
  if (connection === undefined || !(await isWanted)) {
    throw new ProtocolSyntaxError('RTS', 'the IN channel does not begin with a packet of its own')
  }
  return connection
}
