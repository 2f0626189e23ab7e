import type { FastifyReply } from 'fastify'

/**
 * Puts headers on an answer in the case that they are written in here, which is the case that Exchange sends; fastify's
 * own `reply.header` would put them into lower case. Content-Type and Content-Length remain fastify's business.
 */
export function setHeaders(
  reply: FastifyReply,
  headers: Readonly<Record<string, string | number | readonly string[]>>,
): FastifyReply {
  for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value)
  return reply
}
