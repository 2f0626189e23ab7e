import type { FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Has the routes of this scope read their bodies whole, as bytes, whatever their Content-Type; the limit is in bytes.
 * Longer ones are refused with 413 (web-app.ts).
 */
export function readBodies(app: FastifyInstance, bodyLimit: number): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
}

/** The body that `readBodies` has read; empty when there was none. */
export function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}
