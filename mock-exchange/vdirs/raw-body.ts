import type { FastifyInstance, FastifyRequest } from 'fastify'
import { setHeaders } from './headers.ts'

/**
 * Has the routes of this scope read their bodies whole, as bytes, whatever their Content-Type; the limit is in bytes.
 * Longer ones are refused with 413.
 */
export function readBodies(app: FastifyInstance, bodyLimit: number): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error: { readonly code?: string }, _request, reply) => {
    if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error
    // What is still to come of it is not waited for.
    return setHeaders(reply, { Connection: 'close' }).code(413).send()
  })
}

/** The body that `readBodies` has read; empty when there was none. */
export function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}
