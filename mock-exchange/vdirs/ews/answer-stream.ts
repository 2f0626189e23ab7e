import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { ExchangeVersion } from '../exchange-version.ts'
import { responseMessages, streamedEnvelope } from './envelope.ts'
import type { ResponseMessage } from './operation.ts'

/**
 * Sends an answer that comes about bit by bit: each list of response messages is an envelope and a chunk of its own, sent
 * at once. A client that leaves ends the iteration (its `return` is called).
 */
export function sendStream(
  lists: AsyncIterable<readonly ResponseMessage[]>,
  operation: string,
  version: ExchangeVersion,
  reply: FastifyReply,
): FastifyReply {
  const envelopes = async function* (): AsyncGenerator<string> {
    for await (const messages of lists)
      yield streamedEnvelope(operation, responseMessages(operation, messages), version)
  }
  return reply.send(Readable.from(envelopes(), { objectMode: true }))
}
