import type { FastifyRequest } from 'fastify'

/** Query of the URL as the client wrote it; the first value of a name counts. */
export function queryOf({ url }: FastifyRequest): URLSearchParams {
  const at = url.indexOf('?')
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
}
