import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ownCopy } from '../../base/own-copy.ts'

/** Bytes from which on Node gives a buffer memory of its own: half of its slab. */
const smallest = Buffer.poolSize >>> 1

/**
 * Has the routes of this scope read their bodies whole, as bytes, whatever their Content-Type; the limit is in bytes.
 * Longer ones are refused with 413 (web-app.ts).
 */
export function readBodies(app: FastifyInstance, bodyLimit: number): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, kept(body)))
}

/** A small body may lie in a slab of many, which it would keep for as long as its request is held. */
function kept(body: string | Buffer): string | Buffer {
  return Buffer.isBuffer(body) && body.length < smallest ? ownCopy(body) : body
}

/** The body that `readBodies` has read; empty when there was none. */
export function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}
